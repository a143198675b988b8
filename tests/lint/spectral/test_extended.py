"""Rulesets over others: specforge's own default, overrides, and what was not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specforge.document.load import load, load_text
from specforge.findings.model import Finding, Severity
from specforge.lint.engine import lint
from specforge.lint.rulesets import load_ruleset
from specforge.lint.settings import LintSettings

# Each of the parameters breaks the specification's schema in a way that every tool reads.
MILD = """openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      parameters:
        - {name: s, in: query}
        - {name: l, in: query, schema: {type: array}}
      responses: {'200': {}}
"""
UNREAD = """openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: 'https://schemas.example.com/x.yaml'}}}
          links: {l: {operationRef: 'https://api.example.com/o.yaml#/paths/~1b/get'}}
"""
RULE = "given: $.paths[*][*].responses[*].description\n    then: {function: pattern, functionOptions: {notMatch: ok}}"
Lint = Callable[..., list[Finding]]


@pytest.fixture
def linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    monkeypatch.chdir(tmp_path)

    def linted(ruleset: str, **files: str) -> list[Finding]:
        for name, text in {"ruleset.yaml": ruleset, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return lint(load("openapi.yaml"), LintSettings(ruleset=load_ruleset("ruleset.yaml")))

    return linted


def levels(findings: list[Finding]) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in findings}


class TestDefault:
    def test_by_name_it_is_as_no_ruleset(self) -> None:
        document = load_text(MILD)

        assert lint(document, LintSettings(ruleset=load_ruleset("specforge:default"))) == lint(document)

    def test_extended_alone_it_is_as_no_ruleset(self, linted: Lint) -> None:
        found = linted("extends: specforge:default\n", **{"openapi.yaml": MILD})

        assert [(f.rule, f.severity) for f in found] == [(f.rule, f.severity) for f in lint(load("openapi.yaml"))]
        assert levels(found)["oas3-schema"] is Severity.WARNING

    def test_a_severity_of_the_users_own_counts_for_every_finding(self, linted: Lint) -> None:
        ruleset = "extends: specforge:default\nrules: {oas3-schema: error}\n"

        assert levels(linted(ruleset, **{"openapi.yaml": MILD}))["oas3-schema"] is Severity.ERROR


@pytest.mark.parametrize("severity", ["error", "hint"])
def test_what_was_not_read_is_never_an_error(linted: Lint, severity: str) -> None:
    ruleset = (
        f"extends: [[spectral:oas, off]]\nrules: {{invalid-ref: {severity}, link-to-missing-operation: {severity}}}\n"
    )

    found = linted(ruleset, **{"openapi.yaml": UNREAD})

    expected = Severity.WARNING if severity == "error" else Severity.HINT
    assert levels(found) == {"invalid-ref": expected, "link-to-missing-operation": expected}
    assert "`https://api.example.com/o.yaml#/paths/~1b/get`" in "".join(f.message for f in found)


class TestOverrides:
    def test_a_glob_reaches_findings_of_own_rules_in_other_files(self, linted: Lint) -> None:
        root = "openapi: 3.0.3\npaths: {/a: {get: {responses: {'200': {$ref: shared/r.yaml#/Ok}}}}}\n"
        files = {"openapi.yaml": root, "shared/r.yaml": "Ok: {description: ok}\n"}

        ruleset = f"rules:\n  mine:\n    {RULE}\noverrides: [{{files: ['shared/**'], rules: {{mine: LEVEL}}}}]\n"

        assert levels(linted(ruleset.replace("LEVEL", "hint"), **files))["mine"] is Severity.HINT
        assert levels(linted(ruleset.replace("LEVEL", "{severity: hint}"), **files))["mine"] is Severity.HINT
        assert "mine" not in levels(linted(ruleset.replace("LEVEL", "'off'"), **files))

    def test_those_of_an_extended_ruleset_do_not_count(self, linted: Lint) -> None:
        root = "openapi: 3.0.3\npaths: {/a: {get: {responses: {'200': {description: ok}}}}}\n"
        over = "overrides:\n- {files: ['**/*.yaml'], rules: {mine: error}}\n"
        over += "- {files: ['*.yaml#/paths'], rules: {mine: error}}\n"
        files = {"openapi.yaml": root, "base.yaml": f"rules:\n  mine:\n    {RULE}\n{over}"}

        assert levels(linted("extends: ./base.yaml\nrules: {mine: info}\n", **files))["mine"] is Severity.INFO


class TestMessages:
    @pytest.mark.parametrize(
        ("members", "names", "message"),
        [
            ("", "[a, b]", 'At least one of "a" or "b" must be defined'),
            ("", "[a, b, c, d, e]", 'At least one of "a" or "b" or "c" or 2 other properties must be defined'),
            ("a: 1, b: 2", "[a, b, c]", 'Just one of "a" and "b" must be defined'),
        ],
    )
    def test_xor(self, linted: Lint, members: str, names: str, message: str) -> None:
        rule = f"given: $.info\n    then: {{function: xor, functionOptions: {{properties: {names}}}}}"

        found = linted(
            f"rules:\n  x:\n    {rule}\n", **{"openapi.yaml": f"openapi: 3.0.3\ninfo: {{{members}}}\npaths: {{}}\n"}
        )

        assert [f.message for f in found if f.rule == "x"] == [message]

    def test_tags_without_case_are_named_as_they_are_written(self, linted: Lint) -> None:
        document = "openapi: 3.0.3\ninfo: {}\npaths: {}\ntags: [{name: Zeta}, {name: Alpha}]\n"
        (Path("redocly.yaml")).write_text("rules: {tags-alphabetical: {severity: error, ignoreCase: true}}\n")
        Path("openapi.yaml").write_text(document)

        found = lint(load("openapi.yaml"), LintSettings(ruleset=load_ruleset("redocly.yaml")))

        assert "tag `Alpha` must stand before `Zeta`" in [f.message for f in found]


def test_all_of_specforge_holds_the_default() -> None:
    on = {
        name: {entry.name for entry in load_ruleset(name).table.values() if entry.enabled}
        for name in ("specforge:default", "specforge:all", "specforge")
    }

    assert on["specforge:default"] | on["specforge"] <= on["specforge:all"]
