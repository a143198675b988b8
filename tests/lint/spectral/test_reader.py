"""Ruleset files: what they mean, and that what cannot be read is named with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.errors import UsageError
from specforge.findings.model import Finding, Severity
from specforge.lint.engine import lint
from specforge.lint.rulesets import Ruleset, find_ruleset, load_ruleset
from specforge.lint.settings import LintSettings, active_rules

TITLE = "given: $.info\n    then: {field: title, function: truthy}"
DOCUMENT = """openapi: 3.0.3
info: {version: '1'}
paths:
  /a: {$ref: other.yaml#/item}
  /b: {get: {summary: s, responses: {'200': {description: d}}}}
"""
OTHER = "item: {get: {responses: {'200': {description: d}}}}\n"

Read = Callable[..., Ruleset]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.chdir(tmp_path)

    def read(text: str, name: str = "ruleset.yaml", **files: str) -> Ruleset:
        for file, content in {name: text, **files}.items():
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return load_ruleset(Path(name))

    return read


def names(ruleset: Ruleset) -> list[str]:
    always = ("duplicate-key", "invalid-ref", "parser", "unrecognized-format", "invalid-ignore", "unused-ignore")
    return [active.rule.id for active in active_rules(LintSettings(ruleset=ruleset)) if active.rule.id not in always]


def found(ruleset: Ruleset, tmp_path: Path) -> list[Finding]:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "other.yaml").write_text(OTHER)
    return lint(load(tmp_path / "openapi.yaml"), LintSettings(ruleset=ruleset))


class TestExtends:
    def test_a_file_brings_its_rules_and_aliases(self, read: Read) -> None:
        other = f"aliases: {{Info: [$.info]}}\nrules:\n  theirs:\n    {TITLE}\n"
        own = (
            "extends: [./team/other.yaml]\n"
            "rules:\n  mine: {given: '#Info', then: {field: x, function: truthy}}\n  theirs: hint\n"
        )

        ruleset = read(own, **{"team/other.yaml": other})

        assert names(ruleset) == ["mine", "theirs"]
        assert ruleset.table["theirs"].severity is Severity.HINT

    @pytest.mark.parametrize(("mode", "expected"), [("all", ["a", "b"]), ("recommended", ["a"]), ("off", [])])
    def test_modes(self, read: Read, mode: str, expected: list[str]) -> None:
        other = f"rules:\n  a:\n    {TITLE}\n  b:\n    recommended: false\n    {TITLE}\n"

        assert names(read(f"extends: [[./other.yaml, '{mode}']]\n", **{"other.yaml": other})) == expected

    def test_a_package_in_node_modules(self, read: Read) -> None:
        files = {
            "node_modules/@team/rules/package.json": '{"main": "spectral.yaml"}',
            "node_modules/@team/rules/spectral.yaml": f"rules:\n  a:\n    {TITLE}\n",
        }

        assert names(read("extends: '@team/rules'\n", **files)) == ["a"]

    @pytest.mark.parametrize(
        "name",
        [
            "spectral:owasp",
            "@stoplight/spectral-owasp-ruleset",
            "https://unpkg.com/@stoplight/spectral-owasp-ruleset@2/dist/ruleset.mjs",
            "/x/node_modules/@stoplight/spectral-owasp-ruleset/dist/ruleset.mjs",
        ],
    )
    def test_owasp_by_all_its_names(self, read: Read, name: str) -> None:
        assert any(rule.startswith("owasp:") for rule in names(read(f"extends: ['{name}']\n")))

    def test_rulesets_about_other_documents_are_noted(self, read: Read) -> None:
        ruleset = read("extends: [spectral:asyncapi]\nrules: {asyncapi-tags: off}\n")

        assert names(ruleset) == []
        assert len(ruleset.notes) == 2

    def test_a_cycle_is_named(self, read: Read) -> None:
        with pytest.raises(UsageError, match=r"extends itself: a.yaml -> b.yaml -> a.yaml"):
            read("extends: ./b.yaml\n", "a.yaml", **{"b.yaml": "extends: ./a.yaml\n"})

    def test_a_url_only_from_an_allowed_host(self, read: Read) -> None:
        with pytest.raises(UsageError, match=r"host 'example\.com' is not allowed") as caught:
            read("extends:\n  - https://example.com/r.yaml\n")

        assert caught.value.line == 2


class TestRules:
    def test_patches_change_a_rule_of_an_extended_file(self, read: Read) -> None:
        other = f"rules:\n  a:\n    {TITLE}\n"

        ruleset = read("extends: ./o.yaml\nrules: {a: {message: new, severity: info}}\n", **{"o.yaml": other})

        definition = ruleset.table["a"].definition
        assert definition is not None
        assert (getattr(definition, "message", None), ruleset.table["a"].severity) == ("new", Severity.INFO)

    def test_a_rule_of_ours_can_be_defined_anew(self, read: Read, tmp_path: Path) -> None:
        text = f"extends: [[spectral:oas, off]]\nrules:\n  info-contact:\n    message: mine\n    {TITLE}\n"

        assert [(f.rule, f.message) for f in found(read(text), tmp_path)] == [("info-contact", "mine")]

    def test_documentation_is_linked(self, read: Read, tmp_path: Path) -> None:
        text = f"documentationUrl: https://example.com/r\nrules:\n  a:\n    {TITLE}\n"

        assert [f.help_url for f in found(read(text), tmp_path)] == ["https://example.com/r#a"]

    def test_parser_options_are_severities_of_rules(self, read: Read) -> None:
        table = read("extends: []\nparserOptions: {duplicateKeys: info, incompatibleValues: off}\n").table

        assert table["duplicate-key"].severity is Severity.INFO
        assert not table["parser"].enabled

    def test_a_select_may_name_rules_of_the_ruleset(self, read: Read, tmp_path: Path) -> None:
        ruleset = read(f"rules:\n  mine:\n    {TITLE}\n  other:\n    {TITLE}\n")

        active = active_rules(LintSettings(ruleset=ruleset, select=("mi*",)))
        assert [rule.rule.id for rule in active] == ["mine"]


class TestOverrides:
    RULES = (
        "rules:\n  summary: {given: '$.paths[*][*]', message: m, then: {field: summary, function: truthy}}\n"
        f"  title:\n    message: t\n    {TITLE}\n"
    )

    def test_a_file(self, read: Read, tmp_path: Path) -> None:
        text = self.RULES + "overrides:\n  - files: ['open*.yaml']\n    rules: {title: error, summary: off}\n"

        assert [(f.rule, f.severity) for f in found(read(text), tmp_path)] == [("title", Severity.ERROR)]

    def test_a_pointer_inside_a_file_that_a_reference_leads_to(self, read: Read, tmp_path: Path) -> None:
        text = self.RULES + "overrides:\n  - files: ['other.yaml#/item']\n    rules: {summary: hint}\n"

        findings = {f.rule: f for f in found(read(text), tmp_path)}
        assert findings["summary"].place.file.endswith("other.yaml")
        assert findings["summary"].severity is Severity.HINT

    def test_off_at_a_pointer(self, read: Read, tmp_path: Path) -> None:
        text = self.RULES + "overrides:\n  - files: ['*.yaml#/info']\n    rules: {title: off}\n"

        assert [f.rule for f in found(read(text), tmp_path)] == ["summary"]

    def test_exceptions_of_old_rulesets(self, read: Read, tmp_path: Path) -> None:
        text = self.RULES + "except:\n  'other.yaml#/item/get': [summary]\n"

        assert [f.rule for f in found(read(text), tmp_path)] == ["title"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("rules: {}\nfunctions: [equals]\n", "function `equals` (functions/equals.js) is JavaScript", 2),
        ("rules: {}\nfunctions: [[equals, {}]]\nfunctionsDir: fns\n", "function `equals` (fns/equals.js)", 2),
        ("extends:\n  - ./r.js\n", "r.js is a JavaScript ruleset", 2),
        ("extends: spectral:oaz\n", "there is no ruleset 'spectral:oaz'", 1),
        ("extends: [[spectral:oas, some]]\n", "`extends` is the name of a ruleset", 1),
        ("rulez: {}\n", "`rulez` is no field of a ruleset", 1),
        ("rules:\n  a: {given: $}\n", "rule `a` has no `then`", 2),
        ("rules:\n  a:\n    given: paths\n    then: {function: truthy}\n", "`paths` is no path", 3),
        ("rules:\n  a:\n    given: '#Nope'\n    then: {function: truthy}\n", "alias `Nope` does not exist", 3),
        ("rules:\n  a:\n    given: '$.a[?(@.b.map(x))]'\n    then: {function: truthy}\n", "column 11", 3),
        ("rules:\n  a:\n    given: $\n    then: {function: truhty}\n", "there is no function `truhty`", 4),
        (
            "rules:\n  a:\n    given: $\n    then:\n      function: length\n      functionOptions: {mix: 1}\n",
            'not support "mix"',
            6,
        ),
        (
            "rules:\n  a:\n    given: $\n    then:\n      function: pattern\n      functionOptions: {match: '('}\n",
            "no regular expression",
            6,
        ),
        ("rules:\n  a:\n    given: $\n    formats: [oas4]\n    then: {function: truthy}\n", "'oas4' is no format", 4),
        (
            "rules:\n  a:\n    given: $\n    severty: warn\n    then: {function: truthy}\n",
            "`severty` is no field of a rule",
            4,
        ),
        ("rules:\n  a:\n    given: $\n    severity: loud\n    then: {function: truthy}\n", "'loud' is no severity", 4),
        ("rules: {}\naliases:\n  A b: [$]\n", "'A b' is no name of an alias", 3),
        ("rules: {}\noverrides:\n  - rules: {}\n", "an override has `files`", 3),
        ("rules: {}\noverrides:\n  - files: ['a#/b']\n    extends: x\n", "an override with a pointer", 3),
        ("rules: {}\nparserOptions: {duplicated: warn}\n", "`duplicated` is no parser option", 2),
        ("description: x\n", "a ruleset needs `extends`", 1),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(read: Read, text: str, message: str, line: int) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)

    assert message in caught.value.message
    assert caught.value.line == line


class TestFinding:
    def test_the_ruleset_of_the_folder_is_found(self, read: Read) -> None:
        read(f"rules:\n  a:\n    {TITLE}\n", ".spectral.yml")

        ruleset = find_ruleset([Path()])

        assert ruleset is not None
        assert (ruleset.name, names(ruleset)) == (".spectral.yml", ["a"])
        assert "the rules are those of .spectral.yml" in ruleset.notes[0]

    def test_javascript_is_told_and_the_default_rules_run(self, read: Read, tmp_path: Path) -> None:
        (tmp_path / ".spectral.js").write_text("export default {}")

        ruleset = find_ruleset([Path()])

        assert ruleset is not None
        assert "JavaScript" in ruleset.notes[0]
        assert active_rules(LintSettings(ruleset=ruleset)) == active_rules(LintSettings())

    def test_a_redocly_file_about_other_things_is_no_ruleset(self, tmp_path: Path) -> None:
        (tmp_path / "redocly.yaml").write_text("apis: {main: {root: openapi.yaml}}\n")

        assert find_ruleset([tmp_path]) is None

    def test_nothing_is_nothing(self, tmp_path: Path) -> None:
        assert find_ruleset([tmp_path]) is None
