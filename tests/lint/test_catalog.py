"""The catalog: what it reads off the text of the rules is what they say when they are imported."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from specforge.lint import rules
from specforge.lint.catalog import Outline, catalog, modules, outline_in
from specforge.lint.rule import RULES

PACKAGE = rules.__name__
SOURCES = sorted(Path(str(rules.__file__)).parent.glob("[!_]*.py"))
DOCUMENT = "{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {}}"
MEND = (
    "start the decorator with `@rule(` and the id, put it right over `def check`, and write severity, "
    "ruleset_severity, origin, structural, recommended and default as literals: they are read without importing"
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_text_of_a_rule_says_what_it_is(source: Path) -> None:
    try:
        outline = outline_in(source.read_text(encoding="utf-8"))
    except LookupError as problem:
        pytest.fail(f"{source.name} cannot be read without importing it ({problem!r}): {MEND}")

    declared = RULES[outline.id]
    assert declared.check.__module__ == f"{PACKAGE}.{source.stem}", f"another rule has the id {outline.id} already"
    wrong = [field.name for field in fields(Outline) if getattr(outline, field.name) != getattr(declared, field.name)]
    assert not wrong, f"{source.name}: {', '.join(wrong)} cannot be read without importing it: {MEND}"


def test_every_module_is_in_the_catalog() -> None:
    assert len(catalog(PACKAGE)) == len(SOURCES)


@pytest.mark.parametrize(
    "text", ["", "@rule(ID, severity=Severity.INFO)\ndef check", '@rule("a", severity=GRAVE)\ndef check']
)
def test_an_unusual_declaration_is_not_guessed_at(text: str) -> None:
    with pytest.raises(LookupError):
        outline_in(text)


def test_a_rule_without_further_words_is_recommended_and_on() -> None:
    outline = outline_in('@rule("a", on="Document", severity=Severity.HINT)\ndef check(document, context): ...')

    assert (outline.origin, outline.recommended, outline.default, outline.structural) == (
        "specforge",
        True,
        True,
        False,
    )
    assert outline.severity is outline.ruleset_severity


def test_without_sources_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests_compiled").mkdir()
    (tmp_path / "tests_compiled" / "__init__.py").touch()
    (tmp_path / "tests_compiled" / "odd.py").write_text("nothing like a rule")
    monkeypatch.syspath_prepend(tmp_path)

    assert modules("tests_compiled") == {}


@pytest.mark.parametrize("flags", [[], ["--select", "path-*,info-*"], ["--ignore", "oas3-*"]])
def test_rules_that_do_not_run_are_not_imported(flags: list[str], tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    script = (
        "import json, sys, atexit\n"
        f"atexit.register(lambda: print(json.dumps([m for m in sys.modules if m.startswith('{PACKAGE}.')])))\n"
        "from specforge.__main__ import main\n"
        f"sys.argv = ['specforge', 'lint', 'openapi.yaml', '-o', 'report.txt', *{flags}]\n"
        "main()\n"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)

    imported = json.loads(done.stdout.splitlines()[-1])
    assert 0 < len(imported) < len(SOURCES) / 2
