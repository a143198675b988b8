"""Requests with one fault, against services that overlook exactly one thing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.findings.model import Severity

DOCUMENT = """\
openapi: {version}
info: {{title: Notes, version: "1"}}
paths:
  /notes:
    get:
      parameters:
        - name: limit
          in: query
          schema: {{type: integer, minimum: 1, maximum: 50}}
        - name: day
          in: query
          required: true
          schema:
            type: string
            format: date
          example: 2024-05-01
      responses: {{"200": {{description: fine}}, "422": {{description: no}}}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [code, pay]
              properties:
                code: {{type: string, pattern: "^[A-Z]{{3}}$"}}
                title: {{type: string, nullable: true}}
                tags:
                  type: array
                  maxItems: 2
                  uniqueItems: true
                  items: {{type: string, maxLength: 4}}
                pay:
                  oneOf:
                    - {{type: object, required: [card], additionalProperties: false, properties: {{card: {{type: string, maxLength: 4}}}}}}
                    - {{type: object, required: [bank], additionalProperties: false, properties: {{bank: {{type: integer, minimum: 1}}}}}}
            example: {{code: ABC, pay: {{card: "1234"}}}}
      responses: {{"201": {{description: made}}, "415": {{description: no}}, "422": {{description: no}}}}
"""  # noqa: E501


OTHERS = frozenset(CHECKS) - {"negative-data-accepted", "positive-data-rejected", "unsupported-media-type"}


@dataclass(frozen=True)
class Notes:
    """A service that is right but for what is named."""

    broken: str = ""

    def __call__(self, request: Any) -> tuple[Any, ...]:
        if request.method not in ("GET", "POST"):
            return 405, None, {"Allow": "GET, POST"}
        if request.method == "GET":
            return self._list(request.query)
        try:
            value = json.loads(request.body)
        except (ValueError, RecursionError):
            return 422, None
        media_type = request.headers.get("content-type", "").partition(";")[0].lower()
        if media_type not in ("application/json", *self._more_types()):
            return 415, None
        if self.broken == "crash" and isinstance(value, dict) and "\x00" in str(value.get("title")):
            return 500, None
        return (201, {"made": True}) if isinstance(value, dict) and self._is_note(value) else (422, None)

    def _more_types(self) -> tuple[str, ...]:
        return ("text/plain",) if self.broken == "text" else ("",) if self.broken == "no type" else ()

    def _list(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        limit, day = query.get("limit", ["1"]), query.get("day", ["2024-01-01"] if self.broken == "missing" else [])
        is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", day[0]) if len(day) == 1 else None
        if not is_day or (day[0].endswith("02-30") and self.broken != "date") or day[0][5:7] > "12":
            return 422, None
        most = 10**9 if self.broken == "maximum" else 50
        is_limit = re.fullmatch("[0-9]{1,9}", limit[0]) and 1 <= int(limit[0]) <= most
        is_limit = is_limit and not (self.broken == "off by one" and limit == ["50"])
        if self.broken == "says no" and not is_limit:
            return 200, {"success": False}
        return (200, []) if is_limit and len(limit) == 1 else (422, None)

    def _is_note(self, value: dict[str, Any]) -> bool:
        code, pay = value.get("code"), value.get("pay")
        if not isinstance(code, str) or not (re.match if self.broken == "pattern" else re.fullmatch)("[A-Z]{3}", code):
            return False
        if self.broken != "additionalProperties" and value.keys() - {"code", "pay", "tags", "title"}:
            return False
        title = value.get("title", "")
        if not (isinstance(title, str) or (title is None and self.broken != "null")):
            return False
        return self._is_pay(pay) and self._are_tags(value.get("tags", []))

    def _are_tags(self, tags: Any) -> bool:
        if not isinstance(tags, list) or not all(isinstance(tag, str) and len(tag) <= 4 for tag in tags):
            return False
        return (len(tags) <= 2 or self.broken == "maxItems") and (
            len(set(tags)) == len(tags) or self.broken == "uniqueItems"
        )

    def _is_pay(self, pay: Any) -> bool:
        if not isinstance(pay, dict) or len(pay) != 1:
            return False
        card, bank = pay.get("card"), pay.get("bank")
        is_bank = isinstance(bank, int) and (not isinstance(bank, bool) or self.broken == "boolean")
        is_bank = is_bank and (bank >= 1 or self.broken == "branch")
        return (isinstance(card, str) and len(card) <= 4) or is_bank


@pytest.fixture
def probe(make_app: Any, reply: Any) -> Callable[..., Result]:
    """Runs our own checks against a service that overlooks what is named."""

    def run_it(broken: str, version: str = "3.0.3") -> Result:
        notes = Notes(broken)
        app = make_app(lambda request: reply(*notes(request)))
        document = load_text(DOCUMENT.format(version=version), "notes.yaml")
        return run(document, AppTarget(app), Settings(phases=("probes",), ignored_checks=OTHERS))

    return run_it


def test_a_service_that_checks_everything_is_left_in_peace(probe: Callable[..., Result]) -> None:
    result = probe("")
    assert result.findings == []
    assert result.summary["requests"] < 250


@pytest.mark.parametrize(
    ("broken", "keyword"),
    [
        ("maximum", "/paths/~1notes/get/parameters/0/schema/maximum"),
        ("missing", "/paths/~1notes/get/parameters/1/required"),
        ("date", "/paths/~1notes/get/parameters/1/schema/format"),
        ("pattern", "properties/code/pattern"),
        ("additionalProperties", "schema/additionalProperties"),
        ("maxItems", "properties/tags/maxItems"),
        ("uniqueItems", "properties/tags/uniqueItems"),
        ("branch", "properties/pay/oneOf/1/properties/bank/minimum"),
        ("boolean", "properties/pay/oneOf/1/properties/bank/type"),
    ],
)
def test_what_is_overlooked_is_found_at_its_keyword(probe: Callable[..., Result], broken: str, keyword: str) -> None:
    found = [each for each in probe(broken).findings if each.severity is Severity.ERROR]
    assert [each.rule for each in found] == ["contract/negative-data-accepted"]
    assert found[0].place.pointer.endswith(keyword)


def test_a_format_is_no_promise_since_openapi_31(probe: Callable[..., Result]) -> None:
    found = {each.place.tokens[-1]: each.severity for each in probe("date", "3.1.0").findings}
    assert found["format"] is Severity.WARNING


def test_a_success_that_tells_of_an_error_is_none(probe: Callable[..., Result]) -> None:
    assert probe("says no").findings == []


@pytest.mark.parametrize(
    ("broken", "place", "told"),
    [
        ("off by one", "/get/parameters/0/schema/maximum", "query parameter limit is 50"),
        ("null", "/properties/title/nullable", "title is null"),
    ],
)
def test_what_is_allowed_at_an_edge_is_to_be_accepted(
    probe: Callable[..., Result], broken: str, place: str, told: str
) -> None:
    (found,) = probe(broken).findings
    assert (found.rule, found.severity) == ("contract/positive-data-rejected", Severity.WARNING)
    assert found.place.pointer.endswith(place)
    assert told in found.message


def test_unusual_values_must_not_crash(probe: Callable[..., Result]) -> None:
    assert [found.rule for found in probe("crash").findings] == ["contract/server-error"]


@pytest.mark.parametrize(("broken", "severity"), [("text", Severity.ERROR), ("no type", Severity.WARNING)])
def test_a_media_type_that_is_not_offered_is_to_be_refused(
    probe: Callable[..., Result], broken: str, severity: Severity
) -> None:
    (found,) = probe(broken).findings
    assert (found.rule, found.severity) == ("contract/unsupported-media-type", severity)
    assert found.place.pointer.endswith("/requestBody/content")


LOSSY = """\
openapi: 3.0.3
info: {title: Lossy, version: "1"}
paths:
  /at/{point}:
    post:
      parameters:
        - name: point
          in: path
          required: true
          style: label
          schema: {type: object, required: [x], properties: {x: {type: string}}}
          example: {x: a.b.c}
        - {name: flag, in: query, schema: {type: boolean}}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [names]
              properties:
                names: {type: array, items: {type: string}}
                file: {type: string, format: binary}
            example: {names: [a], file: hello}
      responses: {"200": {description: fine}}
"""


def test_what_forms_and_styles_cannot_say_is_not_called_wrong(make_app: Any, reply: Any) -> None:
    """A service that takes every text: only what is wrong as a text, too, may be told."""
    app = make_app(lambda request: reply(200))
    settings = Settings(phases=("probes",), ignored_checks=frozenset({"unsupported-media-type", "unsupported-method"}))
    findings = run(load_text(LOSSY, "lossy.yaml"), AppTarget(app), settings).findings
    found = {each.place.pointer.partition("post/")[2] for each in findings if "negative" in each.rule}
    wrong = {"parameters/1/schema/type", "requestBody/required", "requestBody/content/multipart~1form-data"}
    assert found == wrong | {"requestBody/content/multipart~1form-data/schema/required"}


DELETING = """\
openapi: 3.0.3
info: {title: Notes, version: "1"}
paths:
  /notes:
    post:
      responses:
        "201":
          description: made
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string}}}
  /notes/{id}:
    delete:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: days, in: query, schema: {type: integer, maximum: 30}}
      responses: {"204": {description: gone}, "404": {description: no}, "422": {description: no}}
"""


@pytest.mark.parametrize(("most", "expected"), [(30, []), (10**9, ["maximum"])])
def test_what_deletes_is_asked_about_things_that_were_made_for_it(
    make_app: Any, reply: Any, most: int, expected: list[str]
) -> None:
    notes: set[str] = set()
    gone: list[str] = []

    def answer(request: Any) -> Any:
        if request.method == "POST":
            notes.add(name := f"n{len(notes) + len(gone)}")
            return reply(201, {"id": name})
        name = request.path.rpartition("/")[2]
        days = request.query.get("days", ["1"])
        if len(days) != 1 or not re.fullmatch("-?[0-9]+", days[0]) or int(days[0]) > most:
            return reply(422)
        if name not in notes:
            return reply(404)
        notes.remove(name)
        gone.append(name)
        return reply(204)

    settings = Settings(phases=("probes",), ignored_checks=OTHERS)
    found = run(load_text(DELETING, "notes.yaml"), AppTarget(make_app(answer)), settings).findings

    assert [each.place.tokens[-1] for each in found] == expected
