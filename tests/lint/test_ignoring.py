"""Inline ignores in lint: rules that are off, files of several documents, and ignores of ignores."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.document.load import load, load_text
from specforge.findings.repair import repair
from specforge.lint.engine import examine, lint
from specforge.lint.settings import LintSettings

HEAD = "openapi: 3.1.1\ninfo: {title: T, version: '1', contact: {name: N}}\n"
GET = "get: {operationId: a, description: d, responses: {'200': {description: d}}}"
UNTAGGED = f"{HEAD}paths:\n  /a:\n    # specforge: ignore[operation-tags] later\n    {GET}\n"


def test_an_ignored_finding_is_not_shown_and_not_lost() -> None:
    outcome = examine(load_text(UNTAGGED))

    assert outcome.findings == []
    assert [(one.finding.rule, one.by, one.reason) for one in outcome.hidden] == [("operation-tags", "ignore", "later")]


@pytest.mark.parametrize(
    "settings", [LintSettings(ignore=("operation-tags",)), LintSettings(select=("unused-ignore",))]
)
def test_an_ignore_of_a_rule_that_is_off_is_judged_by_what_the_rule_would_find(settings: LintSettings) -> None:
    assert lint(load_text(UNTAGGED), settings) == []
    (finding,) = lint(load_text(UNTAGGED.replace("description: d, ", "description: d, tags: [t], ")), settings)
    assert finding.rule == "unused-ignore"


def test_an_ignore_without_its_rule_is_left_alone_when_nobody_asks() -> None:
    assert lint(load_text(UNTAGGED), LintSettings(select=("path-params",))) == []


def test_what_is_said_of_ignores_can_be_ignored() -> None:
    text = f"# specforge: ignore-file[unused-ignore, invalid-ignore]\n{UNTAGGED.replace('-tags', '-tgas')}"

    assert [finding.rule for finding in lint(load_text(text))] == ["operation-tags"]


def test_the_field_in_json_is_no_sibling_of_a_reference() -> None:
    text = HEAD.replace("3.1.1", "3.0.4") + (
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: string}\n"
        "    B: {$ref: '#/components/schemas/A', description: d, x-specforge-ignore: ['no-$ref-siblings']}\n"
    )

    assert lint(load_text(text), LintSettings(select=("no-$ref-siblings", "unused-ignore"))) == []


def test_an_ignore_stands_in_the_file_of_the_finding(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(f"{HEAD}paths: {{/a: {{$ref: a.yaml}}}}\n")
    (tmp_path / "a.yaml").write_text(f"# specforge: ignore[operation-tags] later\n{GET}\n")

    assert lint(load(tmp_path / "openapi.yaml"), LintSettings(select=("operation-tags", "unused-ignore"))) == []


@pytest.mark.parametrize(
    "field",
    ["[info-contact]", "[info-contact, operation-tags]", "{info-contact: why}", "info-contact"],
)
def test_a_field_that_ignores_nothing_is_removed(field: str) -> None:
    text = "openapi: 3.1.1\ninfo: {title: T, version: '1', contact: {name: N}%s}\npaths: {}\n"
    text = text.replace("paths: {}", "paths: {x-specforge-ignore: [path-params]}")
    document = load_text(text % f", x-specforge-ignore: {field}")

    repaired = repair(document, lambda new: lint(new, LintSettings(select=("unused-ignore",))), unsafe=False)

    assert repaired.fixed >= 2
    assert repaired.document.root.value["paths"] == {}
    assert repaired.document.info is not None
    assert "info-contact" not in repaired.document.root.text


@pytest.mark.parametrize("name", ["*", "**", "?*"])
def test_an_ignore_of_everything_is_none(name: str) -> None:
    findings = lint(load_text(UNTAGGED.replace("[operation-tags]", f"[{name}]")))

    assert [finding.rule for finding in findings] == ["invalid-ignore", "operation-tags"]
    assert findings[0].message == "this ignore names no rule"


def test_an_ignore_of_a_family_of_rules_is_heard() -> None:
    assert lint(load_text(UNTAGGED.replace("[operation-tags]", "[operation-*]"))) == []
