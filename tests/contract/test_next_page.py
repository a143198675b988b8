"""Lists that say where their next page is: by a cursor, a link, a header or a flag; and what goes wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

NOTES = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}
        - {name: STEP, in: query, schema: {type: TYPE}}
        - {name: color, in: query, schema: {type: string, enum: [red, blue]}}
      responses:
        "200":
          description: a page
          headers: {Link: {schema: {type: string}}}
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Note"}}
                  total: {type: integer}
                  next: {type: [string, "null"]}
                  next_cursor: {type: [string, "null"]}
                  has_more: {type: boolean}
        "422": {description: no}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [color], properties: {color: {enum: [red]}}}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
        "422": {description: no}
components:
  schemas:
    Note: {type: object, required: [id, color], properties: {id: {type: string}, color: {type: string}}}
"""
WAYS = {"cursor": ("cursor", "string"), "link": ("offset", "integer"), "url": ("page", "integer")}
WAYS |= {"last id": ("starting_after", "string"), "flag": ("offset", "integer")}


class Notes:
    """``way`` is how a page leads to the next one, ``broken`` what is wrong with it."""

    def __init__(self, reply: Any, way: str, broken: str = "", count: int = 11) -> None:
        self.reply, self.way, self.broken = reply, way, broken
        self.notes = [self.made(number, "red" if number % 3 else "blue") for number in range(count)]

    def made(self, number: int, color: str) -> dict[str, Any]:
        return {"id": f"n{number:02}", "color": color}

    def __call__(self, request: Any) -> Any:
        if request.method == "POST":
            self.notes.append(self.made(len(self.notes), json.loads(request.body)["color"]))
            return self.reply(201, self.notes[-1])
        query = {name: values[-1] for name, values in request.query.items()}
        notes = [note for note in self.notes if note["color"] == query.get("color", note["color"])]
        size = int(query.get("limit", 20))
        begin = self.begin(query, notes, size)
        page = notes[begin : begin + size]
        if self.broken == "order":
            page = page[::-1]
        end = begin + size - (self.broken == "overlap" and size > 1)
        is_more = end < len(notes)
        if self.broken == "cut":
            is_more = is_more and end < len(notes) // 2
        if self.broken == "endless" and not is_more:
            end, is_more = len(notes), True
        total = len(notes) + 3 * (self.broken == "total")
        return self.answer(page, total, query, size, end if is_more else None)

    def begin(self, query: dict[str, str], notes: list[Any], size: int) -> int:
        if self.way == "url":
            return (int(query.get("page", 1)) - 1) * size
        text = query.get(WAYS[self.way][0], "")
        if self.way == "last id":
            return next((index + 1 for index, note in enumerate(notes) if note["id"] == text), 0)
        return int(text.removeprefix("c") or 0)

    def answer(self, page: list[Any], total: int, query: dict[str, str], size: int, end: int | None) -> Any:
        body: dict[str, Any] = {"items": page, "total": total}
        host = "http://elsewhere.example" if self.broken == "host" else ""
        kept = {} if self.broken == "forgets" else {name: query[name] for name in ("limit", "color") if name in query}
        headers = {}
        if self.way == "cursor":
            body["next_cursor"] = f"c{end}" if end is not None else None
        elif self.way in ("last id", "flag"):
            body["has_more"] = end is not None
        elif end is not None:
            step = {"page": int(query.get("page", 1)) + 1} if self.way == "url" else {"offset": end}
            path = "/nowhere" if self.broken == "nowhere" else "/notes"
            url = f"{host}{path}?" + "&".join(f"{name}={value}" for name, value in {**kept, **step}.items())
            if self.way == "url":
                body["next"] = url
            headers = {"Link": f'</notes>; rel="first", <{url}>; rel="next"'} if self.way == "link" else {}
        return self.reply(200, body, headers)


def guarded(notes: Notes) -> Callable[[Any], Any]:
    def answer(request: Any) -> Any:
        if request.path != "/notes":
            return notes.reply(404)
        try:
            return notes(request)
        except (ValueError, KeyError):
            return notes.reply(422)

    return answer


@pytest.fixture
def probe(make_app: Any, reply: Any) -> Callable[..., Result]:
    def run_it(way: str, broken: str = "", count: int = 11) -> Result:
        name, kind = WAYS[way]
        document = load_text(NOTES.replace("STEP", name).replace("TYPE", kind), "notes.yaml")
        settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {"next-page"})
        return run(document, AppTarget(make_app(guarded(Notes(reply, way, broken, count)))), settings)

    return run_it


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("count", [0, 1, 11])
def test_a_list_that_leads_through_is_left_in_peace(probe: Callable[..., Result], way: str, count: int) -> None:
    assert probe(way, count=count).findings == []


@pytest.mark.parametrize(
    ("way", "broken", "said"),
    [
        ("cursor", "overlap", "on more than one"),
        ("link", "overlap", "on more than one"),
        ("cursor", "cut", "ends after 8 things"),
        ("url", "cut", "ends after 8 things"),
        ("last id", "cut", "ends after 8 things"),
        ("flag", "cut", "ends after 8 things"),
        ("link", "cut", "ends after 8 things"),
        ("cursor", "endless", "there is still said to be more"),
        ("cursor", "total", "has 14 things, and ends after 11"),
        ("cursor", "order", "another order"),
        ("link", "host", "another host"),
        ("link", "forgets", "a next one"),
        ("url", "nowhere", "404"),
    ],
)
def test_what_leads_astray_is_found(probe: Callable[..., Result], way: str, broken: str, said: str) -> None:
    findings = probe(way, broken).findings

    assert [finding.rule for finding in findings] == ["contract/next-page"]
    assert said in findings[0].message


def test_the_link_in_an_example_of_a_mock_may_lead_nowhere(make_app: Any, reply: Any) -> None:
    """Its refusal does not say that it is one of a mock."""
    answer = guarded(Notes(reply, "url", "nowhere", 11))

    def mock(request: Any) -> Any:
        found = answer(request)
        if request.path == "/notes":
            return found._replace(headers={**found.headers, "Mocked-By": "a mock"})
        return found

    document = load_text(NOTES.replace("STEP", "page").replace("TYPE", "integer"), "notes.yaml")
    settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {"next-page"})

    assert run(document, AppTarget(make_app(mock)), settings).findings == []


def test_a_filter_that_is_forgotten_is_found_where_the_size_is_kept(make_app: Any, reply: Any) -> None:
    class Forgetting(Notes):
        def answer(self, page: list[Any], total: int, query: dict[str, str], size: int, end: int | None) -> Any:
            return super().answer(page, total, {name: query[name] for name in query if name != "color"}, size, end)

    document = load_text(NOTES.replace("STEP", "offset").replace("TYPE", "integer"), "notes.yaml")
    settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {"next-page"})
    findings = run(document, AppTarget(make_app(guarded(Forgetting(reply, "link")))), settings).findings

    assert ["color=red is forgotten on a next page" in finding.message for finding in findings] == [True]
    assert findings[0].place.pointer.endswith("/headers/Link")


@pytest.mark.parametrize("way", ["cursor", "last id"])
@pytest.mark.parametrize(("is_kept", "rules"), [(True, set()), (False, {"contract/created-unlisted"})])
def test_what_was_created_is_looked_for_to_the_end(
    make_app: Any, reply: Any, way: str, is_kept: bool, rules: set[str]
) -> None:
    class Losing(Notes):
        def __call__(self, request: Any) -> Any:
            made = super().__call__(request)
            if request.method == "POST" and not is_kept:
                self.notes.pop()
            return made

    name, kind = WAYS[way]
    text = NOTES.replace("STEP", name).replace("TYPE", kind).replace("maximum: 50", "maximum: 5")
    settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {"created-unlisted"})
    notes = guarded(Losing(reply, way, count=23))
    findings = run(load_text(text, "notes.yaml"), AppTarget(make_app(notes)), settings).findings
    assert {finding.rule for finding in findings} == rules
