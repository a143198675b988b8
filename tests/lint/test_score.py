"""The score: the same as a reader works out by hand."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.document.place import Place
from specforge.findings.model import Finding, Severity
from specforge.lint.rule import RULES
from specforge.lint.score import WEIGHTS, as_data, as_text, part_of, score

PLACE = Place(load_text("openapi: 3.1.1").root)
ASKED = ("oas3-schema", "operation-description", "oas3-valid-media-example", "owasp:x", "typed-enum")


def findings(rule: str, severity: Severity, count: int) -> list[Finding]:
    return [Finding(rule, severity, "m", PLACE)] * count


def test_the_example_of_the_documentation() -> None:
    found = [
        *findings("oas3-schema", Severity.ERROR, 1),
        *findings("operation-description", Severity.WARNING, 30),
        *findings("oas3-valid-media-example", Severity.WARNING, 6),
    ]

    result = score(found, 40, ASKED)

    points = {part.name: part.points for part in result.parts}
    assert points == {"structure": 95, "documentation": 85, "examples": 97, "security": 100, "consistency": 100}
    assert result.total == 94.8
    assert next((loss.count.rule, gain) for loss, gain in result.advice) == ("operation-description", 3.0)


def test_nothing_found_is_100() -> None:
    assert score([], 0, ASKED).total == 100
    assert score([], 0, ()).total == 0


@pytest.mark.parametrize(
    ("severity", "count", "percent"),
    [
        (Severity.ERROR, 1, 5),
        (Severity.ERROR, 10, 50),
        (Severity.ERROR, 1000, 50),
        (Severity.WARNING, 5, 10),
        (Severity.INFO, 1, 1),
        (Severity.HINT, 1, 0.4),
    ],
)
def test_what_a_rule_takes(severity: Severity, count: int, percent: float) -> None:
    (part,) = score(findings("oas3-schema", severity, count), 10, ("oas3-schema",)).parts

    assert part.losses[0].percent == percent


def test_a_part_of_which_no_rule_was_asked_does_not_count() -> None:
    result = score(findings("oas3-schema", Severity.ERROR, 1), 1, ("oas3-schema",))

    assert (result.total, [part.name for part in result.parts]) == (50, ["structure"])


def test_the_worst_severity_decides() -> None:
    found = findings("oas3-schema", Severity.ERROR, 1) + findings("oas3-schema", Severity.WARNING, 9)

    assert score(found, 10, ()).total == 50


@pytest.mark.parametrize("rule", list(RULES))
def test_every_rule_has_a_part(rule: str) -> None:
    assert part_of(rule) in WEIGHTS


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("oas3-operation-security-defined", "security"),
        ("oas3-valid-media-example", "examples"),
        ("operation-description", "documentation"),
        ("invalid-ref", "structure"),
        ("unused-ignore", "consistency"),
        ("rule-of-a-ruleset", "consistency"),
        ("syntax", "structure"),
    ],
)
def test_parts(rule: str, part: str) -> None:
    assert part_of(rule) == part


def test_people_and_machines_read_the_same() -> None:
    result = score(findings("oas3-schema", Severity.ERROR, 2), 10, ASKED)

    text, data = as_text(result), as_data(result)

    assert text.startswith(f"score: {data['total']} of 100 (operations: 10)\n")
    assert "-10.0%  oas3-schema: 2 errors" in text
    assert "+3.5  oas3-schema" in text
    assert data["parts"][0]["lost"] == [
        {"rule": "oas3-schema", "severity": "error", "count": 2, "fixable": 0, "percent": 10.0}
    ]
