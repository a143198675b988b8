"""Which rules run, and with which severity."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.document.load import load_text
from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.lint.engine import lint
from specforge.lint.rule import RULES
from specforge.lint.rulesets import Ruleset, load_ruleset
from specforge.lint.settings import LintSettings, active_rules

TEXT = "openapi: 3.0.4\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n"


def names(settings: LintSettings) -> list[str]:
    return [active.rule.id for active in active_rules(settings)]


class TestChoice:
    def test_without_settings_the_default_rules_run(self) -> None:
        assert names(LintSettings()) == [rule.id for rule in RULES.values() if rule.default]

    def test_select_takes_globs_and_ignore_wins(self) -> None:
        settings = LintSettings(select=("operation-*",), ignore=("operation-operationId*",))

        assert "operation-tags" in names(settings)
        assert all(name.startswith("operation-") and "operationId" not in name for name in names(settings))

    @pytest.mark.parametrize("field", ["select", "ignore"])
    def test_an_unknown_rule_is_named_with_a_suggestion(self, field: str) -> None:
        with pytest.raises(UsageError, match="'path-parms'") as caught:
            active_rules(LintSettings(**{field: ("path-parms",)}))  # type: ignore[arg-type]

        assert caught.value.help == "did you mean 'path-params'?"

    def test_severities_change_and_switch_off(self) -> None:
        settings = LintSettings(severity={"operation-tags": "error", "info-*": "off"})

        findings = lint(load_text(TEXT), settings)

        severities = {finding.rule: finding.severity for finding in findings}
        assert severities["operation-tags"] is Severity.ERROR
        assert "info-contact" not in severities

    def test_an_ordinary_document_has_no_errors_by_default(self) -> None:
        """Style never fails a build unasked."""
        assert Severity.ERROR not in {finding.severity for finding in lint(load_text(TEXT))}


class TestRulesets:
    """Files in Spectral's format: understood, or refused by name."""

    @pytest.fixture
    def read(self, tmp_path: Path) -> object:
        def read(text: str, name: str = "ruleset.yaml") -> Ruleset:
            (tmp_path / name).write_text(text)
            return load_ruleset(tmp_path / name)

        return read

    def test_without_extends_only_what_is_named_and_what_is_always_on(self, read) -> None:  # type: ignore[no-untyped-def]
        ruleset = read("rules: {path-params: info}\n")

        assert names(LintSettings(ruleset=ruleset)) == [
            "duplicate-key",
            "invalid-ignore",
            "invalid-ref",
            "parser",
            "path-params",
            "unrecognized-format",
            "unused-ignore",
        ]

    def test_our_own_rules_come_when_they_are_asked_for(self, read) -> None:  # type: ignore[no-untyped-def]
        without = names(LintSettings(ruleset=read("extends: spectral:oas\n")))
        with_them = names(LintSettings(ruleset=read("extends: [spectral:oas, specforge]\n")))

        assert "tag-parent" not in without
        assert {"tag-parent", *without} <= set(with_them)

    def test_off_leaves_only_what_is_named(self, read) -> None:  # type: ignore[no-untyped-def]
        ruleset = read('extends: [["spectral:oas", "off"]]\nrules: {"operation-tags": true, path-params: info}\n')

        active = active_rules(LintSettings(ruleset=ruleset))

        severities = {rule.rule.id: rule.severity for rule in active}
        assert severities["operation-tags"] is Severity.WARNING
        assert severities["path-params"] is Severity.INFO
        assert "info-contact" not in severities

    @pytest.mark.parametrize("extends", ['"spectral:oas"', '["spectral:oas"]', '[["spectral:oas", "recommended"]]'])
    def test_recommended_has_the_severities_of_spectral(self, read, extends: str) -> None:  # type: ignore[no-untyped-def]
        ruleset = read(f"extends: {extends}\nrules: {{info-contact: off}}\n")

        severities = {rule.rule.id: rule.severity for rule in active_rules(LintSettings(ruleset=ruleset))}

        assert severities["no-$ref-siblings"] is Severity.ERROR
        assert severities["operation-parameters"] is Severity.WARNING
        assert severities["duplicate-key"] is Severity.ERROR
        assert "info-contact" not in severities

    @pytest.mark.parametrize(
        ("text", "message", "line"),
        [
            ("rules: {}\nfunctions: [a]\n", "function `a` (functions/a.js) is JavaScript", 2),
            ("extends:\n  - ./other.yaml\n", "cannot read the ruleset", 2),
            ("extends: [[spectral:oas, some]]\n", "`extends` is the name of a ruleset", 1),
            ("rules:\n  mine:\n    given: $\n", "rule `mine` has no `then`", 2),
            ("rules:\n  path-parms: true\n", "unknown rule 'path-parms'", 2),
            ("rules:\n  path-params: loud\n", "'loud' is no severity", 2),
            ("- a\n", "a ruleset is an object", 1),
            ("a: [\n", "the ruleset is not readable", 1),
        ],
    )
    def test_what_cannot_be_read_is_named_with_its_line(self, read, text: str, message: str, line: int) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(UsageError) as caught:
            read(text)

        assert message in caught.value.message
        assert caught.value.line == line or "not readable" in message

    def test_a_javascript_ruleset_is_refused(self, read) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(UsageError, match="JavaScript"):
            read("export default {}", "ruleset.js")

    def test_a_missing_file_is_wrong_usage(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="cannot read the ruleset"):
            load_ruleset(tmp_path / "none.yaml")


def test_a_name_of_redocly_is_told_by_which_name_the_rule_goes_here() -> None:
    with pytest.raises(UsageError) as caught:
        active_rules(LintSettings(select=("struct",)))

    assert caught.value.help == "this rule of Redocly's is `oas2-schema` and `oas3-schema` here"


class TestGroups:
    def test_the_name_of_a_ruleset_means_its_rules(self) -> None:
        chosen = {active.rule.origin for active in active_rules(LintSettings(select=("spectral:owasp",)))}

        assert chosen == {"spectral:owasp"}

    @pytest.mark.parametrize(
        ("name", "help"),
        [
            ("owasp", "did you mean 'owasp*'?"),
            ("OWASP:*", "did you mean 'owasp*'?"),
            ("oas3", "did you mean 'oas3*'?"),
            ("operation-tag", "did you mean 'operation-tags'?"),
            ("qqq", "see `specforge rules`"),
            ("*:", "see `specforge rules`"),
        ],
    )
    def test_the_start_of_names_is_told_how_to_be_a_glob(self, name: str, help: str) -> None:
        with pytest.raises(UsageError) as caught:
            active_rules(LintSettings(select=(name,)))

        assert caught.value.help == help
