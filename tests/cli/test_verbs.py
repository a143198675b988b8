"""The small verbs: config, doctor, explain, rules."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from specforge.cli import doctor
from specforge.config import config_schema
from specforge.lint.rule import RULES

Run = Callable[..., Result]


class TestConfig:
    def test_show_is_toml_that_says_where_from(self, run: Run, folder: Path) -> None:
        """Every value, its origin beside it; what is printed can be read back."""
        (folder / "specforge.toml").write_text('[mock]\nport = 1\n[apis."my api"]\nspec = "a.yaml"\nmock = {port = 2}')

        result = run("config", "show", env={"SPECFORGE_MOCK_SEED": "7"})

        values = tomllib.loads(result.stdout)
        assert (values["mock"]["port"], values["mock"]["seed"], values["mock"]["cors"]) == (1, 7, True)
        assert values["apis"]["my api"]["spec"] == "a.yaml"
        lines = {line.partition(" = ")[0]: line.partition("# ")[2] for line in result.stdout.splitlines()}
        assert lines["port"] == "specforge.toml:2"
        assert lines["seed"] == "SPECFORGE_MOCK_SEED"
        assert lines["cors"] == "default"

    def test_tables_in_lists_are_shown_as_toml(self, run: Run, folder: Path) -> None:
        """What is printed can be read back."""
        text = '[[mock.faults.rules]]\nfor = "GET"\nlatency = {p50 = "1ms"}\n'
        (folder / "specforge.toml").write_text(text)
        shown = run("config", "show").stdout

        assert tomllib.loads(shown)["mock"]["faults"] == tomllib.loads(text)["mock"]["faults"]

    def test_show_for_one_api(self, run: Run, folder: Path) -> None:
        """As the verbs see it for that document; an unknown name is wrong usage."""
        (folder / "specforge.toml").write_text('[mock]\nport = 1\n[apis.users]\nspec = "a.yaml"\nmock = {port = 2}')

        values = json.loads(run("config", "show", "users", "--format", "json").stdout)

        assert (values["values"]["mock"]["port"], values["origins"]["mock.port"]) == (2, "specforge.toml:5")
        assert "did you mean 'users'?" in run("config", "show", "user").stderr

    def test_schema(self, run: Run) -> None:
        """The JSON Schema, ready for an editor."""
        assert json.loads(run("config", "schema").stdout) == config_schema()


class TestRules:
    def test_lists_every_rule(self, run: Run) -> None:
        """In both formats."""
        rules = json.loads(run("rules", "--format", "json").stdout)

        assert [rule["rule"] for rule in rules] == list(RULES)
        assert all(name in run("rules").stdout for name in RULES)

    def test_explain(self, run: Run) -> None:
        """The page of the rule; a mistyped name is wrong usage with a did-you-mean."""
        names = list(RULES)
        if not names:
            pytest.skip("no rules are installed")

        assert run("explain", names[0]).stdout.strip()
        mistyped = run("explain", names[0] + "x")
        assert mistyped.exit_code == 2
        assert "did you mean" in mistyped.stderr

    def test_explain_takes_rules_of_contract_tests_as_test_does(self, run: Run) -> None:
        """With their prefix or without, like --select."""
        assert run("explain", "paging").stdout == run("explain", "contract/paging").stdout != ""
        assert "did you mean 'paging'" in run("explain", "pagin").stderr

    def test_explain_knows_the_names_of_redocly(self, run: Run) -> None:
        """Whoever moves finds the page of the rule that is meant."""
        assert run("explain", "no-unresolved-refs").stdout.startswith("# invalid-ref")


class TestDoctor:
    def test_names_what_is_missing(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """A library that is declared and absent is a problem: exit code 1."""
        monkeypatch.setattr(doctor, "requires", lambda name: ["click>=8", "no-such-library", 'pytest; extra == "dev"'])

        result = run("doctor", "--format", "json")

        checks = {check["name"]: check["status"] for check in json.loads(result.stdout)}
        assert result.exit_code == 1
        assert checks["click"] == "ok" and checks["no-such-library"] == "problem" and "pytest" not in checks

    def test_a_missing_prism_is_fine(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only one engine needs it."""
        monkeypatch.setattr(doctor, "requires", lambda name: [])
        monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
        monkeypatch.delenv("SPECFORGE_PRISM", raising=False)

        result = run("doctor")

        assert result.exit_code == 0
        assert "everything that is needed is there" in result.stdout

    def test_a_broken_configuration_is_found(self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With its line."""
        monkeypatch.setattr(doctor, "requires", lambda name: [])
        (folder / "specforge.toml").write_text("[mock]\nprot = 1")

        result = run("doctor")

        assert result.exit_code == 1
        assert "specforge.toml:2: unknown key 'prot' in [mock]" in result.stdout
