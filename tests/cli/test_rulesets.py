"""``specforge lint`` with rulesets: found in the folder, named, with plugins and options."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result

from specforge.lint.rule import RULES
from specforge.lint.spectral.function import FUNCTIONS

Run = Callable[..., Result]

DOCUMENT = """openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          headers: {X-Other: {schema: {type: string}}}
"""
RULESET = (
    "rules:\n"
    "  title: {given: $.info.title, severity: error, then: {function: pattern, functionOptions: {match: API$}}}\n"
)
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "rulesets.md"


@pytest.fixture(autouse=True)
def document(folder: Path) -> None:
    (folder / "openapi.yaml").write_text(DOCUMENT)


@pytest.fixture
def registries() -> Iterator[None]:
    """What a plugin registers is forgotten again."""
    before = [(registry, dict(registry._items)) for registry in (RULES, FUNCTIONS) if registry.values()]
    yield
    for registry, items in before:
        registry._items.clear()
        registry._items.update(items)  # type: ignore[arg-type]


def rules_of(result: Result) -> set[str]:
    return {finding["rule"] for finding in json.loads(result.stdout)["findings"]}


def test_the_ruleset_of_the_folder_is_used_and_told(run: Run, folder: Path) -> None:
    (folder / ".spectral.yaml").write_text(RULESET)

    result = run("lint", "--format", "json")

    assert (result.exit_code, rules_of(result)) == (1, {"title"})
    assert result.stderr.count("note: the rules are those of .spectral.yaml") == 1


def test_the_ruleset_beside_the_configuration_is_used(run: Run, folder: Path) -> None:
    (folder / "specforge.toml").write_text('spec = "openapi.yaml"\n')
    (folder / "redocly.yaml").write_text("rules: {operation-summary: error}\n")
    (folder / "sub").mkdir()

    result = run("-C", "sub", "lint", "--format", "json")

    assert rules_of(result) == {"operation-summary"}


def test_another_one_can_be_named(run: Run, folder: Path) -> None:
    (folder / ".spectral.yaml").write_text(RULESET)

    result = run("lint", "--format", "json", "--ruleset", "specforge:default")

    assert "title" not in rules_of(result)
    assert "note" not in result.stderr


def test_one_that_cannot_be_read_is_no_dead_end(run: Run, folder: Path) -> None:
    (folder / ".spectral.yaml").write_text(f"functions: [x]\n{RULESET}")

    result = run("lint")

    assert result.exit_code == 2
    assert ".spectral.yaml:1:" in result.stderr
    assert "--ruleset specforge:default" in result.stderr


@pytest.mark.usefixtures("registries")
def test_the_function_of_the_documentation_works(run: Run, folder: Path) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", HOW_TO.read_text(), re.MULTILINE | re.DOTALL)
    name = f"f{uuid4().hex[:8]}"
    (folder / "ours.py").write_text(code.replace("has-header", name))
    (folder / "specforge.toml").write_text('[lint]\nplugins = "ours.py"\nruleset = "rules.yaml"\n')
    (folder / "rules.yaml").write_text(
        f"functions: [{name}]\nrules:\n  limits:\n    given: $.paths[*][*].responses[*]\n    message: '{{{{error}}}}'\n"
        f"    then: {{function: {name}, functionOptions: {{name: X-Rate-Limit}}}}\n"
    )

    result = run("lint", "--format", "json")

    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["message"], finding["pointer"]) == (
        "the header X-Rate-Limit is missing",
        "/paths/~1a/get/responses/200/headers",
    )


@pytest.mark.usefixtures("registries")
def test_a_rule_of_a_plugin_has_options(run: Run, folder: Path) -> None:
    name = f"r{uuid4().hex[:8]}"
    (folder / "own.py").write_text(
        "from specforge.findings.model import Severity\nfrom specforge.lint.rule import Problem, rule\n\n\n"
        f"@rule('{name}', on='Operation', severity=Severity.WARNING, default=True, options={{'most': 3}})\n"
        f"def check(operation, context):\n    'Too many.'\n"
        f"    yield Problem(f\"at most {{context.options('{name}')['most']}}\", operation.place)\n"
    )
    (folder / "specforge.toml").write_text(
        f'[lint]\nplugins = ["own.py"]\nselect = "{name}"\noptions.{name}.most = 5\n'
    )

    result = run("lint", "--format", "json")

    assert [finding["message"] for finding in json.loads(result.stdout)["findings"]] == ["at most 5"]

    (folder / "specforge.toml").write_text(f'[lint]\nplugins = ["own.py"]\noptions.{name}.mots = 5\n')
    assert "did you mean 'most'?" in run("lint").stderr


def test_a_plugin_that_is_broken_is_wrong_usage(run: Run, folder: Path) -> None:
    (folder / "broken.py").write_text("import nothing_of_that_name\n")
    (folder / "specforge.toml").write_text('[lint]\nplugins = ["broken.py"]\n')

    result = run("lint")

    assert result.exit_code == 2
    assert "cannot load the plugin broken.py" in result.stderr


def test_all_that_is_wrong_with_a_ruleset_is_shown(run: Run, folder: Path) -> None:
    (folder / "r.yaml").write_text("rules:\n  a: {given: $}\n  b: {then: {function: truthy}}\n")

    text, machine = run("lint", "--ruleset", "r.yaml"), run("lint", "--ruleset", "r.yaml", "--format", "json")

    assert (text.exit_code, text.stderr.count("--> r.yaml")) == (2, 2)
    assert machine.exit_code == 2
    assert "rule `a` has no `then`" in machine.stdout


@pytest.mark.usefixtures("registries")
@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("yield Outcome(options['nmae'])", "failed in own.py:5: KeyError: 'nmae'"),
        ("yield 'text'", "it yields str, not Outcome"),
        ("return None", "TypeError: 'NoneType' object is not iterable"),
    ],
)
def test_a_function_of_a_plugin_that_fails_is_no_bug_of_ours(run: Run, folder: Path, body: str, what: str) -> None:
    name = f"f{uuid4().hex[:8]}"
    (folder / "own.py").write_text(
        "from specforge.lint.spectral.function import Outcome, any_options, function\n\n"
        f"@function('{name}', problems=any_options)\ndef check(target, options):\n    {body}\n"
    )
    (folder / "specforge.toml").write_text('[lint]\nplugins = "own.py"\nruleset = "r.yaml"\n')
    (folder / "r.yaml").write_text(
        f"rules:\n  mine:\n    given: $\n    then: {{function: {name}, functionOptions: {{name: a}}}}\n"
    )

    result = run("lint")

    assert result.exit_code == 2
    assert f"rule `mine`: the function `{name}` failed in own.py:" in result.stderr
    assert what in result.stderr
    assert "--> r.yaml:4:" in result.stderr


@pytest.mark.usefixtures("registries")
def test_a_rule_of_a_plugin_that_fails_is_no_bug_of_ours(run: Run, folder: Path) -> None:
    name = f"r{uuid4().hex[:8]}"
    (folder / "own.py").write_text(
        "from specforge.findings.model import Severity\nfrom specforge.lint.rule import Problem, rule\n\n"
        f"@rule('{name}', on='Operation', severity=Severity.WARNING)\ndef check(operation, context):\n"
        "    'Fails.'\n    yield Problem(operation.nothing, operation.place)\n"
    )
    (folder / "specforge.toml").write_text('[lint]\nplugins = "own.py"\n')

    result = run("lint")

    assert result.exit_code == 2
    assert f"rule `{name}` of a plug-in failed in own.py:7: AttributeError" in result.stderr
    assert "bug in specforge" not in result.stderr


@pytest.mark.usefixtures("registries")
def test_the_function_of_the_documentation_looks_at_its_options(run: Run, folder: Path) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", HOW_TO.read_text(), re.MULTILINE | re.DOTALL)
    name = f"f{uuid4().hex[:8]}"
    (folder / "ours.py").write_text(code.replace("has-header", name))
    (folder / "specforge.toml").write_text('[lint]\nplugins = "ours.py"\nruleset = "rules.yaml"\n')
    rules = "rules:\n  a:\n    given: $.info.title\n    then: {function: NAME, functionOptions: {OPTION: X}}\n"

    (folder / "rules.yaml").write_text(rules.replace("NAME", name).replace("OPTION", "nmae"))
    misspelt = run("lint")
    (folder / "rules.yaml").write_text(rules.replace("NAME", name).replace("OPTION", "name"))

    assert misspelt.exit_code == 2
    assert 'does not support "nmae" option' in misspelt.stderr
    assert run("lint").exit_code == 0


class TestApisOfRedocly:
    @pytest.fixture(autouse=True)
    def apis(self, folder: Path) -> None:
        (folder / "api").mkdir()
        for name in ("a", "b"):
            (folder / "api" / f"{name}.yaml").write_text(DOCUMENT)
        (folder / "redocly.yaml").write_text(
            "apis:\n  a@v1: {root: ./api/a.yaml, rules: {operation-summary: error}}\n  b: {root: api/b.yaml}\n"
        )

    def test_without_arguments_all_are_linted_with_their_rules(self, run: Run) -> None:
        result = run("lint", "--format", "json")

        report = json.loads(result.stdout)
        assert report["summary"]["documents"] == 2
        assert {finding["file"] for finding in report["findings"]} == {"api/a.yaml"}

    @pytest.mark.parametrize(("name", "rules"), [("a@v1", {"operation-summary"}), ("b", set())])
    def test_one_is_meant_by_its_name(self, run: Run, name: str, rules: set[str]) -> None:
        assert rules_of(run("lint", name, "--format", "json")) == rules

    def test_a_configuration_of_our_own_goes_first(self, run: Run, folder: Path) -> None:
        (folder / "specforge.toml").write_text('spec = "openapi.yaml"\n')

        assert json.loads(run("lint", "--format", "json").stdout)["summary"]["documents"] == 1
