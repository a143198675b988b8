"""What a list is asked for: fields, and bounds that are called like no property."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: Bills, version: "1"}
paths:
  /bills:
    get:
      parameters:
        - {name: from, in: query, schema: {type: string, format: date}}
        - {name: until, in: query, schema: {type: string, format: date}}
        - name: fields
          in: query
          explode: false
          schema: {type: array, items: {enum: [day, payer, note]}}
      responses:
        "200":
          description: some
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Bill"}}}}
        "422": {description: no}
components:
  schemas:
    Bill:
      type: object
      required: [id]
      properties: {id: {type: integer}, day: {type: string, format: date}, payer: {type: string}, note: {type: string}}
"""
HERE = {"range-not-honoured", "fields-not-honoured"}
SETTINGS = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(CHECKS) - HERE)
BILLS = [{"id": n, "day": f"2024-05-{n:02d}", "payer": f"p{n}", "note": "x"} for n in range(1, 10)]


class Bills:
    """``ignored`` are the parameters that change nothing."""

    def __init__(self, reply: Any, *ignored: str) -> None:
        self.reply, self.ignored = reply, ignored

    def __call__(self, request: Any) -> Any:
        asked = {name: text[0] for name, text in request.query.items() if name not in self.ignored}
        days = [text for name, text in asked.items() if name != "fields"]
        names = asked.get("fields", "day,payer,note").split(",")
        if not {*names} <= {"day", "payer", "note"} or any(len(day) != 10 for day in days):
            return self.reply(422)
        first, last = asked.get("from", ""), asked.get("until", "9")
        found = [bill for bill in BILLS if first <= bill["day"] <= last]
        return self.reply(200, [{name: bill[name] for name in ("id", *names)} for bill in found])


@pytest.mark.parametrize(
    ("ignored", "wanted"),
    [
        ((), []),
        (("from",), ["range-not-honoured from"]),
        (("until",), ["range-not-honoured until"]),
        # Neither bounds the day: both may be about something else.
        (("from", "until"), []),
        (("fields",), ["fields-not-honoured fields"]),
    ],
)
def test_what_was_asked_for(make_app: Any, reply: Any, ignored: tuple[str, ...], wanted: list[str]) -> None:
    found = run(load_text(DOCUMENT, "bills.yaml"), AppTarget(make_app(Bills(reply, *ignored))), SETTINGS).findings
    assert [f"{each.rule} {each.message.partition('=')[0]}".removeprefix("contract/") for each in found] == wanted
