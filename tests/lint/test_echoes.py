"""One mistake is said once, where nobody chose the rules."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("openapi: 3.1.1\npaths: {}\n", "oas3-schema"),
        ("openapi: 3.1.1\ninfo:\npaths: {}\n", "oas3-schema"),
        ('swagger: "2.0"\npaths: {}\n', "oas2-schema"),
    ],
)
def test_without_info_nobody_misses_its_contact(text: str, rule: str) -> None:
    assert [finding.rule for finding in lint(load_text(text))] == [rule]


def test_a_rule_that_the_user_asks_for_says_what_it_has_to_say() -> None:
    document = load_text("openapi: 3.1.1\npaths: {}\n")
    settings = LintSettings(severity={"info-contact": "warning"})

    assert [finding.rule for finding in lint(document, settings)] == ["info-contact", "oas3-schema"]


def test_a_rule_that_runs_alone_says_it_as_well() -> None:
    document = load_text("openapi: 3.1.1\npaths: {}\n")

    assert [finding.rule for finding in lint(document, LintSettings(select=("info-contact",)))] == ["info-contact"]
