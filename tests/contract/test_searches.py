"""Searches in which letters beyond ASCII get lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.check import CHECKS
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

BOOKS = """\
openapi: 3.1.0
info: {title: Books, version: "1"}
paths:
  /books:
    get:
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}
        "422": {description: no}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
        "422": {description: no}
components:
  schemas:
    Book: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}}}
"""


@pytest.mark.parametrize(
    ("broken", "rules"),
    [("", []), ("latin", ["contract/search-misses"]), ("ascii", ["contract/search-misses"]), ("nothing", [])],
)
def test_letters_beyond_ascii_are_found(make_app: Any, reply: Any, broken: str, rules: list[str]) -> None:
    books: list[dict[str, Any]] = []

    def matches(title: str, wish: str) -> bool:
        if broken == "nothing":
            # Another check's matter: this search does not look at titles.
            return not wish
        if broken == "latin":
            wish = wish.encode().decode("latin-1")
        return wish.lower() in (title.encode("ascii", "ignore").decode() if broken == "ascii" else title).lower()

    def answer(request: Any) -> Any:
        if request.method == "POST":
            books.append({"id": len(books) + 1, "title": json.loads(request.body)["title"]})
            return reply(201, books[-1])
        return reply(200, [book for book in books if matches(book["title"], request.query.get("q", [""])[0])])

    settings = Settings(seed=1, phases=("probes",), ignored_checks=frozenset(CHECKS) - {"search-misses"})
    findings = run(load_text(BOOKS, "books.yaml"), AppTarget(make_app(answer)), settings).findings
    assert [finding.rule for finding in findings] == rules
