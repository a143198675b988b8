"""Every fix of a rule keeps its word: its finding goes, nothing else does, and nothing new is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.document.model import Document
from specforge.document.rewrite import rewrite
from specforge.findings.model import Finding
from specforge.findings.repair import repair
from specforge.lint.engine import lint
from specforge.lint.rule import RULES, Rule
from specforge.lint.settings import LintSettings

_FENCE = re.compile(r"^```yaml(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIXABLE = [rule for rule in RULES.values() if rule.fixable]


def documents(rule: Rule, folder: Path) -> Iterator[Document]:
    """The snippets of the rule's page that are bad."""
    bad = next(part for part in re.split(r"^## ", rule.page, flags=re.MULTILINE) if part.startswith("Bad"))
    groups: list[dict[str, str]] = []
    for title, text in _FENCE.findall(bad):
        if title:
            groups[-1][title] = text
        else:
            groups.append({"openapi.yaml": text})
    for number, files in enumerate(groups):
        place = folder / str(number)
        place.mkdir()
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")
        yield load(place / "openapi.yaml")


def found(document: Document, *rules: str) -> list[Finding]:
    return lint(document, LintSettings(select=rules))


def messages(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.message) for finding in findings)


def fixed(document: Document, finding: Finding) -> Document:
    assert finding.fix
    source = finding.fix.edits[0].place.source
    return document.renewed({source.uri: rewrite(source, finding.fix.edits)})


def test_there_are_fixes() -> None:
    assert len(FIXABLE) > 15


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_a_fix_mends_its_own_finding_and_makes_no_new_one(rule: Rule, tmp_path: Path) -> None:
    tried = 0
    for document in documents(rule, tmp_path):
        before = found(document, rule.id)
        for finding in before:
            if finding.fix is None:
                continue
            tried += 1
            after = found(fixed(document, finding), rule.id)

            gone = messages(before) - messages(after)
            shared = [other for other in before if other.fix and set(other.fix.edits) <= set(finding.fix.edits)]
            assert gone == messages(shared), finding.message
            assert not messages(after) - messages(before), finding.message

    assert tried, "the page has no bad example that is fixed: add one, or take `fixable` away"


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_a_fix_upsets_no_other_rule(rule: Rule, tmp_path: Path) -> None:
    for document in documents(rule, tmp_path):
        before = lint(document)

        after = repair(document, lambda one: found(one, rule.id), unsafe=True).document

        new = messages(lint(after)) - messages(before)
        assert not new


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_fixes_end(rule: Rule, tmp_path: Path) -> None:
    for document in documents(rule, tmp_path):
        result = repair(document, lambda one: found(one, rule.id), unsafe=True)

        assert [finding.message for finding in result.left if finding.fix] == []
        assert result.refused == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_whether_it_has_a_fix(rule: Rule, tmp_path: Path) -> None:
    has_fix = any(finding.fix for document in documents(rule, tmp_path) for finding in found(document, rule.id))

    assert has_fix == rule.fixable


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_the_page_tells_of_the_fix(rule: Rule) -> None:
    how = rule.page.split("## How to mend it")[1]

    assert "--fix" in how or "--unsafe-fixes" in how
