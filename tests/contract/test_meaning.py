"""Lists and parameters that do not mean what the document says, one at a time; right ones are left alone."""

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
from specforge.document.model import Document
from specforge.findings.model import Severity

LIBRARY = """\
openapi: 3.1.0
info: {title: Library, version: "1"}
x-max-response-ms: 400
paths:
  /books:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 10}}
        - {name: genre, in: query, schema: {$ref: "#/components/schemas/Genre"}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: published_after, in: query, schema: {type: string, format: date}}
        - {name: unavailable, in: query, schema: {type: boolean, default: false}}
        - {name: q, in: query, schema: {type: string}}
        - {name: sort, in: query, schema: {type: string, enum: [title, -title, published, -published]}}
        - {name: X-Request-Id, in: header, schema: {type: string, format: uuid}}
      responses:
        "200":
          description: a page
          headers:
            X-Total-Count: {schema: {type: integer}}
            X-Request-Id: {schema: {type: string, format: uuid}}
          content:
            application/json:
              schema:
                type: object
                required: [items, total, page, limit]
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Book"}}
                  total: {type: integer}
                  page: {type: integer}
                  limit: {type: integer}
        "422": {description: no}
  /books/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 1}]
      responses:
        "200":
          description: a book
          content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}
        "404": {description: none}
        "422": {description: no}
components:
  schemas:
    Genre: {type: string, enum: [novel, essay, poem]}
    Book:
      type: object
      required: [id, title, genre, published, available]
      properties:
        id: {type: integer}
        title: {type: string}
        genre: {$ref: "#/components/schemas/Genre"}
        published: {type: string, format: date}
        available: {type: boolean}
"""
BOOKS = [
    {
        "id": number,
        "title": f"{'Älteste Ordnung' if number == 3 else 'Book'} {(number * 7) % 24:02}",
        "genre": ("novel", "essay")[number % 2],
        "published": f"20{number:02}-03-01",
        "available": number % 5 != 0,
    }
    for number in range(1, 24)
]
CHOICES = {"genre": {"novel", "essay", "poem"}, "unavailable": {"true", "false"}}


class Library:
    """The implementation. ``broken`` is the one thing that it gets wrong."""

    def __init__(self, reply: Any, broken: str) -> None:
        self._reply = reply
        self._broken = broken

    def __call__(self, request: Any) -> Any:
        if request.path != "/books":
            found = [book for book in BOOKS if str(book["id"]) == request.path.rpartition("/")[2]]
            return self._reply(200, found[0]) if found else self._reply(404)
        query = {name: values[-1] for name, values in request.query.items()}
        if any(name in query and query[name] not in known for name, known in CHOICES.items()):
            return self._reply(422)
        return self._answer(request, query)

    def _answer(self, request: Any, query: dict[str, str]) -> Any:
        page, limit = int(query.get("page", 1)), int(query.get("limit", 12 if self._broken == "default" else 10))
        found = self._sorted(self._chosen(query), query.get("sort", "id"))
        start = {"page": 0, "overlap": (page - 1) * (limit - 1 if limit > 1 else 1), "gap": (page - 1) * (limit + 1)}
        begin = start.get(self._broken, (page - 1) * limit)
        is_unlimited = self._broken == "chosen size" and "genre" in query
        items = found[begin : begin + (50 if is_unlimited else limit) + (self._broken == "size")]
        total = len(BOOKS) if self._broken == "total" else len(found)
        body = {"items": items, "total": total, "page": 1 if self._broken == "echo" else page, "limit": limit}
        asked = request.headers.get("x-request-id")
        own = "00000000-0000-4000-8000-000000000000" if self._broken == "request id" else asked
        count = len(items) if self._broken == "header total" else total
        count = len(self._chosen({})) if self._broken == "header of all" else count
        return self._reply(200, body, {"X-Total-Count": str(count), **({"X-Request-Id": own} if asked else {})})

    def _chosen(self, query: dict[str, str]) -> list[dict[str, Any]]:
        ids = query["ids"].split(",")[: 1 if self._broken == "first id" else None] if "ids" in query else None
        after = query.get("published_after", "") if self._broken != "after" else ""
        q, genre = query.get("q", "").lower(), query.get("genre") if self._broken != "genre" else None
        everything = query.get("unavailable") in ("true", "1") or self._broken == "flag"
        return [
            book
            for book in BOOKS
            if (ids is None or str(book["id"]) in ids)
            and (genre is None or book["genre"] == genre)
            and str(book["published"]) > after
            and (q in str(book["title"]).lower() or self._broken == "q")
            and (everything or book["available"])
        ]

    def _sorted(self, books: list[dict[str, Any]], wish: str) -> list[dict[str, Any]]:
        name = wish.removeprefix("-")
        is_descending = wish.startswith("-") and self._broken != "descending"
        return sorted(books, key=lambda book: book[name], reverse=is_descending)


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(LIBRARY, "library.yaml")


@pytest.fixture
def probe(make_app: Any, reply: Any, document: Document) -> Callable[..., Result]:
    """Runs one check, or all of our own, against a library that gets what is named wrong."""

    def run_it(broken: str, check: str | None = None, document: Document = document) -> Result:
        ignored = frozenset(CHECKS) - {check} if check else frozenset[str]()
        settings = Settings(phases=("probes",), ignored_checks=ignored)
        return run(document, AppTarget(make_app(Library(reply, broken))), settings)

    return run_it


# Refusing is not what the library is about.
_ELSEWHERE = {
    *("contract/unsupported-method", "contract/negative-data-accepted", "contract/server-error"),
    "contract/response-header",
}


def test_a_library_that_is_right_is_left_in_peace(probe: Callable[..., Result]) -> None:
    assert [finding for finding in probe("").findings if finding.rule not in _ELSEWHERE] == []


@pytest.mark.parametrize(
    ("broken", "check", "where"),
    [
        ("default", "default-not-honoured", "/paths/~1books/get/parameters/1/schema/default"),
        ("size", "page-size", "/paths/~1books/get/parameters/1"),
        ("chosen size", "page-size", "/paths/~1books/get/parameters/1"),
        ("page", "paging", "/paths/~1books/get/parameters/0"),
        ("overlap", "paging", "/paths/~1books/get/parameters/0"),
        ("gap", "paging", "/paths/~1books/get/parameters/0"),
        ("total", "total-differs", "/properties/total"),
        ("header total", "total-differs", "/headers/X-Total-Count"),
        ("genre", "filter-not-honoured", "/paths/~1books/get/parameters/2"),
        ("first id", "filter-not-honoured", "/paths/~1books/get/parameters/3"),
        ("after", "range-not-honoured", "/paths/~1books/get/parameters/4"),
        ("flag", "flag-not-honoured", "/paths/~1books/get/parameters/5"),
        ("q", "search-not-honoured", "/paths/~1books/get/parameters/6"),
        ("descending", "sort-not-honoured", "/paths/~1books/get/parameters/7"),
        ("echo", "echo-differs", "/properties/page"),
        ("request id", "echo-differs", "/headers/X-Request-Id"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(probe: Callable[..., Result], broken: str, check: str, where: str) -> None:
    findings = probe(broken, check).findings

    assert [finding.rule for finding in findings] == [f"contract/{check}"]
    assert findings[0].place.pointer.endswith(where)


def test_a_header_that_counts_what_a_filter_leaves_out_is_found(probe: Callable[..., Result]) -> None:
    found = {(each.rule, each.place.pointer) for each in probe("header of all").findings}

    assert ("contract/total-differs", "/paths/~1books/get/parameters/2") in found


class TestWhatTheDocumentSays:
    """A guess is a warning, what the document says an error, or nothing at all."""

    def said(self, name: str, meaning: str) -> Document:
        text = LIBRARY.replace(f"{{name: {name},", f"{{name: {name}, x-specforge-meaning: {meaning},")
        return load_text(text, "library.yaml")

    def test_a_guess_is_a_warning(self, probe: Callable[..., Result]) -> None:
        (finding,) = probe("genre", "filter-not-honoured").findings
        assert finding.severity is Severity.WARNING

    def test_what_is_said_is_an_error(self, probe: Callable[..., Result]) -> None:
        (finding,) = probe("genre", "filter-not-honoured", self.said("genre", "filter")).findings
        assert finding.severity is Severity.ERROR

    def test_what_is_said_to_mean_nothing_is_not_looked_for(self, probe: Callable[..., Result]) -> None:
        assert probe("genre", "filter-not-honoured", self.said("genre", "none")).findings == []


class TestTime:
    """``x-max-response-ms``; the clock is that of the answers, so nothing has to be slow."""

    def run_with(self, document: Document, make_app: Any, reply: Any, monkeypatch: Any, times: list[float]) -> Result:
        left = iter(times)

        def answer(request: Any) -> Any:
            return Library(reply, "")(request)

        import_path = "specforge.contract.probing.promptness._milliseconds"
        monkeypatch.setattr(import_path, lambda exchange: next(left, 1.0))
        settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {"slow-answer"}, include=("/books",))
        return run(document, AppTarget(make_app(answer)), settings)

    def test_one_slow_answer_of_three_is_chance(
        self, document: Document, make_app: Any, reply: Any, monkeypatch: Any
    ) -> None:
        assert self.run_with(document, make_app, reply, monkeypatch, [900.0, 900.0, 5.0]).findings == []

    def test_slow_each_time_is_found_at_the_bound(
        self, document: Document, make_app: Any, reply: Any, monkeypatch: Any
    ) -> None:
        findings = self.run_with(document, make_app, reply, monkeypatch, [900.0] * 20).findings
        assert (findings[0].rule, findings[0].place.pointer) == ("contract/slow-answer", "/x-max-response-ms")
        # The engine would wait hundreds of times: it leaves the operation out, and that is said.
        assert [(finding.rule, finding.severity) for finding in findings[1:]] == [
            ("contract/not-tested", Severity.INFO)
        ]


def test_somebody_else_may_change_the_data(make_app: Any, reply: Any, document: Document) -> None:
    """What is seen once and not again is no finding."""
    library, asked = Library(reply, ""), []

    def answer(request: Any) -> Any:
        asked.append(request)
        found = library(request)
        is_first = "genre" in request.query and len([one for one in asked if "genre" in one.query]) == 1
        return reply(200, {**json.loads(json.dumps(found.body)), "items": BOOKS}) if is_first else found

    settings = Settings(phases=("probes",), ignored_checks=frozenset(CHECKS) - {"filter-not-honoured"})
    assert run(document, AppTarget(make_app(answer)), settings).findings == []


MEMBERS = """\
openapi: 3.1.0
info: {title: Members, version: "1"}
paths:
  /members:
    get:
      parameters: [{name: inactive, in: query, schema: {type: boolean}}]
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Member"}}}}
        "422": {description: no}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses:
        "201": {description: new, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}
        "422": {description: no}
  /members/{id}:
    patch:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {active: {type: boolean}}}}}
      responses:
        "200": {description: changed, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}
        "404": {description: none}
        "422": {description: no}
components:
  schemas:
    Member:
      type: object
      required: [id, name, active]
      properties: {id: {type: integer}, name: {type: string}, active: {type: boolean}}
"""


@pytest.mark.parametrize(("is_broken", "rules"), [(False, []), (True, ["contract/flag-not-honoured"])])
def test_what_a_flag_lets_in_is_made_and_asked_for(
    make_app: Any, reply: Any, is_broken: bool, rules: list[str]
) -> None:
    members: dict[str, dict[str, Any]] = {}

    def answer(request: Any) -> Any:
        if request.method == "POST":
            member = {"id": len(members) + 1, "name": json.loads(request.body)["name"], "active": True}
            members[str(member["id"])] = member
            return reply(201, member)
        if request.method == "PATCH":
            found = members.get(request.path.rpartition("/")[2])
            found = found and {**found, **json.loads(request.body)}
            members.update({str(found["id"]): found} if found else {})
            return reply(200, found) if found else reply(404)
        everyone = request.query.get("inactive") == ["true"] and not is_broken
        return reply(200, [one for one in members.values() if one["active"] or everyone])

    settings = Settings(
        phases=("probes",), ignored_checks=frozenset(CHECKS) - {"flag-lets-nothing-in", "flag-not-honoured"}
    )
    findings = run(load_text(MEMBERS, "members.yaml"), AppTarget(make_app(answer)), settings).findings
    assert [finding.rule for finding in findings] == rules
