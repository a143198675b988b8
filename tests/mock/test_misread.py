"""Conditions on examples that no request can meet, told when a document is loaded."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.mock.misread import misread_conditions

_TEXT = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              examples:
                one:
                  x-specforge-when: WHEN
                none: 7
"""


@pytest.mark.parametrize(
    ("when", "message", "help", "column"),
    [
        ("{querry: {a: 1}}", "unknown key 'querry'", "did you mean 'query'?", 38),
        ("{body: {items: 1}}", "this must be a JSON pointer", None, 45),
        ("7", "this must be a table with some of path, query", None, 37),
        ("null", "this must be a table with some of path, query", None, 37),
        ('{query: {a: {matches: "("}}}', "this is no regular expression", None, 59),
        ("{all: [{path: {name: 1}}]}", "GET /things/{id} has no path parameter 'name'", "there are id", 52),
    ],
)
def test_a_condition_without_effect_is_found_in_its_place(
    when: str, message: str, help: str | None, column: int
) -> None:
    (finding,) = misread_conditions(load_text(_TEXT.replace("WHEN", when)))

    assert finding.message.startswith(f"x-specforge-when has no effect: {message}")
    assert (finding.rule, finding.operation, finding.help) == ("example-condition", "GET /things/{id}", help)
    assert finding.place is not None
    assert (finding.place.region.line, finding.place.region.column) == (14, column)


@pytest.mark.parametrize("when", ["{path: {id: 1}}", "{not: {path: {name: {exists: true}}}}", "{query: {any: 1}}"])
def test_what_can_be_met_is_no_finding(when: str) -> None:
    assert not list(misread_conditions(load_text(_TEXT.replace("WHEN", when))))
