"""Every rule has a page, and every page keeps its word: its snippets are linted, with this rule alone.

A comment ``# severity: message`` at the end of a line is the finding that is expected there (several comments: several
findings); there are no others.
A snippet with a title is a file that lies beside the snippet before it; in a ``redocly.yaml`` the options of the rule
are read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from specforge.document.load import load
from specforge.document.source import Source
from specforge.lint.engine import lint
from specforge.lint.redocly.ids import COUNTERPARTS
from specforge.lint.rule import RULES, Rule
from specforge.lint.settings import LintSettings

SECTIONS = ["Why", "Bad", "Good", "How to mend it"]
_FENCE = re.compile(r"^```yaml(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"#\s(error|warning|info|hint): (.*?)(?=\s#\s(?:error|warning|info|hint): |$)")


class Snippet(NamedTuple):
    """One document of a page and the files beside it."""

    section: str
    text: str
    files: dict[str, str]


def snippets(page: str) -> list[Snippet]:
    """The documents of a page in their order."""
    found: list[Snippet] = []
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        for title, text in _FENCE.findall(section):
            if title:
                found[-1].files[title] = text
            else:
                found.append(Snippet(section.splitlines()[0], text, {}))
    return found


def expected(text: str) -> list[tuple[int, str, str]]:
    """Line, severity and message of every comment that announces a finding."""
    return [
        (number, severity, message)
        for number, line in enumerate(text.splitlines(), 1)
        for severity, message in _EXPECTED.findall(line)
    ]


def chosen(rule: Rule, snippet: Snippet) -> dict[str, dict[str, Any]]:
    """The options of the rule that the ``redocly.yaml`` beside the snippet chooses."""
    text = snippet.files.get("redocly.yaml")
    if text is None:
        return {}
    rules = Source("redocly.yaml", "redocly.yaml", text.encode()).value["rules"]
    (given,) = (options for name, options in rules.items() if rule.id in COUNTERPARTS[name].rules)
    return {rule.id: {name: value for name, value in given.items() if name != "severity"}}


CASES = [(rule, index) for rule in RULES.values() for index in range(len(snippets(rule.page)))]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_has_a_page_with_the_sections_that_readers_know(rule: Rule) -> None:
    lines = rule.page.splitlines()

    assert lines, f"write {rule.page_path.name} beside the rule: copy the page of another one"
    assert lines[0] == f"# {rule.id}"
    assert [line[3:] for line in lines if line.startswith("## ")][: len(SECTIONS)] == SECTIONS
    assert {snippet.section for snippet in snippets(rule.page)} >= {"Bad", "Good"}


@pytest.mark.parametrize(("rule", "index"), CASES, ids=lambda value: getattr(value, "id", str(value)))
def test_the_findings_of_a_snippet_are_the_ones_it_announces(rule: Rule, index: int, tmp_path: Path) -> None:
    snippet = snippets(rule.page)[index]
    for name, text in {"openapi.yaml": snippet.text, **snippet.files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    findings = lint(load(tmp_path / "openapi.yaml"), LintSettings(select=(rule.id,), options=chosen(rule, snippet)))

    shown = [(f.place.region.line, f.severity.value, f.message) for f in findings]
    assert shown == expected(snippet.text)
    assert bool(shown) is (snippet.section == "Bad")
