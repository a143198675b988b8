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


_OPERATION = "tags: [t], operationId: a, description: d"


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (f"{{{_OPERATION}, responses: {{}}}}", "`responses` needs at least one response"),
        (
            f"{{{_OPERATION}, responses: {{'200': {{description: d, content: {{text/plain: {{examples: "
            "{f: {value: 1, externalValue: x}}}}}}}",
            "`value` and `externalValue` exclude each other",
        ),
    ],
)
def test_a_breach_of_the_metaschema_is_not_also_a_matter_of_style(operation: str, message: str) -> None:
    head = "openapi: 3.1.1\ninfo: {title: T, version: '1', contact: {name: N}}\nservers: [{url: /}]\ntags: [{name: t}]"

    findings = lint(load_text(f"{head}\npaths: {{/a: {{get: {operation}}}}}\n"))

    assert [(finding.rule, finding.message) for finding in findings] == [("oas3-schema", message)]


def test_limits_that_are_no_counts_are_not_compared() -> None:
    text = (
        "openapi: 3.1.1\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {A: {minLength: 1.5, maxLength: -1}}}\n"
    )

    assert lint(load_text(text), LintSettings(select=("impossible-limits",))) == []
