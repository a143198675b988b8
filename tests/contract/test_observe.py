"""What a run tells an observer, and what it tells of requests that were wrongly accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from specforge.contract.collect import Sample
from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange

NUMBERS = load_text("""\
openapi: 3.1.0
info: {title: Numbers, version: "1"}
paths:
  /n:
    get:
      parameters:
        - {name: low, in: query, schema: {type: integer, minimum: 3}}
        - {name: high, in: query, schema: {type: integer, maximum: 9}}
        - {name: kind, in: query, schema: {enum: [odd, even]}}
      responses:
        "200":
          description: a number
          content: {application/json: {schema: {type: integer}}}
        "422": {description: no}
""")
SETTINGS = Settings(seed=1, phases=("coverage",))


def careless(environ: Any, start_response: Any) -> list[bytes]:
    """Takes whatever comes."""
    is_get = environ["REQUEST_METHOD"] == "GET"
    headers = [("Content-Type", "application/json"), ("Allow", "GET")]
    start_response("200 OK" if is_get else "405 Method Not Allowed", headers)
    return [b"1" if is_get else b""]


class Watcher:
    """Asks of every answer what would have been noticed if it had been a text, or an error."""

    def __init__(self) -> None:
        self.rules: set[str] = set()
        self.numbers: dict[int, str] = {}

    def found(self, sample: Sample) -> None:
        self.rules.add(sample.problem.rule)

    def variants(self, operation: Operation, case: Case) -> Iterable[tuple[int, Exchange]]:
        answer = case.exchange.answer
        assert answer is not None
        if answer.status == 200:
            for number, (status, body) in enumerate([(200, "one"), (200, 2), (500, "")]):
                yield (
                    number,
                    replace(case.exchange, answer=replace(answer, status=status, body=json.dumps(body).encode())),
                )

    def noticed(self, number: int, problem: Problem) -> None:
        self.numbers[number] = problem.rule


def test_each_keyword_that_nobody_enforces_is_a_finding_of_its_own() -> None:
    result = run(NUMBERS, AppTarget(careless), SETTINGS)

    accepted = {one.place.pointer for one in result.findings if one.rule == "contract/negative-data-accepted"}
    parameters = "/paths/~1n/get/parameters"
    assert accepted >= {
        f"{parameters}/0/schema/minimum",
        f"{parameters}/0/schema/type",
        f"{parameters}/1/schema/maximum",
        f"{parameters}/2/schema/enum",
    }


def test_an_observer_hears_of_problems_and_may_ask_about_other_answers() -> None:
    watcher = Watcher()

    run(NUMBERS, AppTarget(careless), SETTINGS, observer=watcher)

    assert "negative-data-accepted" in watcher.rules
    assert watcher.numbers == {0: "response-schema", 2: "server-error"}
