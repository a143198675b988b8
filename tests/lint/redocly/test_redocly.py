"""The rules of a redocly.yaml: ids, severities, options, assertions, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.errors import UsageError
from specforge.findings.model import Finding, Severity
from specforge.lint.engine import lint
from specforge.lint.rulesets import Ruleset, load_ruleset
from specforge.lint.settings import LintSettings

DOCUMENT = """openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /fooBar:
    get:
      summary: long summary
      responses:
        '200': {description: d}
    put:
      responses:
        '204': {description: d}
"""
Find = Callable[..., list[Finding]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Ruleset]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)

    def read(text: str) -> Ruleset:
        (tmp_path / "redocly.yaml").write_text(text)
        return load_ruleset("redocly.yaml")

    return read


@pytest.fixture
def find(read: Callable[[str], Ruleset], tmp_path: Path) -> Find:
    def find(text: str) -> list[Finding]:
        return lint(load("openapi.yaml"), LintSettings(ruleset=read(text)))

    return find


def test_rules_have_our_ids_and_their_severities(find: Find) -> None:
    found = find("rules: {operation-summary: warn, no-path-trailing-slash: off}\n")

    assert [(f.rule, f.severity, f.place.region.line) for f in found] == [("operation-summary", Severity.WARNING, 9)]


def test_rulesets_are_known(read: Callable[[str], Ruleset]) -> None:
    table = read("extends: [minimal]\nrules: {operation-summary: error}\n").table

    assert table["operation-summary"].severity is Severity.ERROR
    assert table["invalid-ref"].severity is Severity.ERROR
    assert not table["operation-4xx-response"].enabled


def test_severity_objects_have_options(read: Callable[[str], Ruleset]) -> None:
    rules = "rules: {path-segment-plural: {severity: warn, ignoreLastPathSegment: true, other: 1}}\n"

    ruleset = read(rules)

    assert ruleset.table["path-segment-plural"].options == {"ignoreLastPathSegment": True}
    assert "option `other`" in ruleset.notes[0]


def test_code_is_told(read: Callable[[str], Ruleset]) -> None:
    notes = read("plugins: [./p.js]\ndecorators: {x: on}\nrules: {p/rule: error}\n").notes

    assert [note.partition(": ")[0] for note in notes] == ["redocly.yaml:3", "redocly.yaml:1", "redocly.yaml:2"]


def test_rules_for_one_api_and_for_one_version(find: Find) -> None:
    text = "oas3_1Rules: {operation-summary: error}\n"
    assert find(text) == []

    api = "apis: {main: {root: ./openapi.yaml, rules: {operation-summary: error}}}\n"
    assert [f.rule for f in find(api)] == ["operation-summary"]

    other = "apis: {main: {root: ./other.yaml, rules: {operation-summary: error}}}\n"
    assert find(other) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "{subject: {type: Operation, property: summary}, assertions: {maxLength: 5}}",
            [(6, "Operation", "at most 5")],
        ),
        ("{subject: {type: Operation, property: summary}, assertions: {defined: true}}", [(9, "Operation", "defined")]),
        ("{subject: {type: Paths}, assertions: {notPattern: '/[A-Z]/'}}", [(4, "Paths", "should not match")]),
        (
            "{subject: {type: Operation}, assertions: {required: [summary]}}",
            [(9, "Operation", "`summary` is required")],
        ),
        (
            "{subject: {type: Operation, filterInParentKeys: [get]}, assertions: {disallowed: [summary]}}",
            [(6, "Operation", "is disallowed")],
        ),
        (
            "{subject: {type: Operation, matchParentKeys: /^g/}, assertions: {requireAny: [a, b]}}",
            [(5, "Operation", "any of a, b")],
        ),
        (
            "{subject: {type: Responses}, assertions: {required: ['404']}, where: "
            "[{subject: {type: Operation, filterInParentKeys: [put]}, assertions: {defined: true}}]}",
            [(10, "Responses", "`404` is required")],
        ),
        (
            "{subject: {type: Info, property: [title, version]}, assertions: {casing: flatcase}}",
            [(2, "Info", "flatcase"), (2, "Info", "flatcase")],
        ),
        ("{subject: {type: PathItem}, assertions: {sortOrder: desc}}", [(4, "PathItem", "descending")]),
        (
            "{subject: {type: Operation}, assertions: {mutuallyExclusive: [summary, responses]}}",
            [(5, "Operation", "exclusive")],
        ),
        (
            "{subject: {type: Operation, property: responses}, assertions: {ref: true}}",
            [(7, "Operation", "use $ref"), (10, "Operation", "use $ref")],
        ),
    ],
)
def test_assertions(find: Find, rule: str, expected: list[tuple[int, str, str]]) -> None:
    found = find(f"rules:\n  rule/mine: {rule}\n")

    assert [f.place.region.line for f in found] == [line for line, _, _ in expected]
    for finding, (_, type, words) in zip(found, expected, strict=True):
        assert type in finding.message
        assert words in finding.message


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("rules:\n  operation-sumary: error\n", "unknown rule 'operation-sumary'", 2),
        ("rules:\n  operation-summary: loud\n", "'loud' is no severity", 2),
        ("extends:\n  - best\n", "there is no ruleset 'best'", 2),
        (
            "rules:\n  rule/a: {subject: {type: Opration}, assertions: {defined: true}}\n",
            "no type of nodes 'Opration'",
            2,
        ),
        (
            "rules:\n  rule/a: {subject: {type: Operation}, assertions: {p/check: true}}\n",
            "is a function of a plugin",
            2,
        ),
        ("rules:\n  rule/a: {subject: {type: Operation}}\n", "has no `assertions`", 2),
        ("rules:\n  rule/a: {subject: {type: Operation}, assertions: {casing: odd}}\n", "there is no casing 'odd'", 2),
        ("rules:\n  path-segment-plural: {ignoreLastPathSegment: 1}\n", "must be true or false", 2),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    read: Callable[[str], Ruleset], text: str, message: str, line: int
) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)

    assert message in caught.value.message
    assert caught.value.line == line
