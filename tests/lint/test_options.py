"""Options of rules: defaults, choices, and refusals with a suggestion."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.errors import UsageError
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings

TEXT = """
openapi: 3.1.1
info: {title: Books, version: "1"}
paths:
  /getBooks: {}
  /budget: {}
"""


def paths(options: dict[str, Any]) -> list[str]:
    """The paths that no-http-verbs-in-paths reports."""
    rule = "no-http-verbs-in-paths"
    findings = lint(load_text(TEXT), LintSettings(select=(rule,), options={rule: options}))
    return [finding.place.tokens[-1] for finding in findings]


def test_what_is_not_chosen_is_the_default() -> None:
    assert paths({}) == ["/getBooks"]


def test_a_choice_takes_the_place_of_the_default() -> None:
    assert paths({"splitIntoWords": False}) == ["/getBooks", "/budget"]
    assert paths({"excludedPaths": ["/getBooks"]}) == []


def test_lists_may_hold_anything() -> None:
    assert paths({"excludedPaths": [5, None, {}, []]}) == ["/getBooks"]


@pytest.mark.parametrize("value", ["yes", 1, None, []])
def test_a_value_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match="`splitIntoWords` of rule 'no-http-verbs-in-paths' must be true or false"):
        paths({"splitIntoWords": value})


def test_an_unknown_option_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="has no option `splitIntoWord`") as caught:
        paths({"splitIntoWord": False})

    assert caught.value.help == "did you mean 'splitIntoWords'?"


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown rule 'no-http-verb-in-paths'"):
        lint(load_text(TEXT), LintSettings(options={"no-http-verb-in-paths": {}}))
