"""Every rule of diff has a page, and every page keeps its word: its example gives the result that it shows.

A page shows something before and after. A whole document is taken as it is; a schema is that of a request body and of
a response. What is under "Result" is what this rule says of it, line by line.
"""

from __future__ import annotations

import re
import textwrap

import pytest

from specforge.diff.engine import compare
from specforge.diff.rule import Rule, all_rules
from specforge.diff.settings import DiffSettings
from specforge.document.load import load_text

SECTIONS = ["Why", "Before", "After", "Result", "What to do", "Ids"]
RULES = all_rules()
_DOCUMENT = """openapi: 3.1.1
info: {{title: Example, version: 1.0.0}}
paths:
  /things:
    post:
      requestBody:
        content:
          application/json:
            schema:
{schema}
      responses:
        "200":
          description: A thing
          content:
            application/json:
              schema:
{schema}
"""


def sections(page: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", page, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def fenced(section: str) -> str:
    match = re.search(r"^```\w*\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert match, section
    return match[1]


def whole(snippet: str) -> str:
    if "openapi:" in snippet or "swagger:" in snippet:
        return snippet
    return _DOCUMENT.format(schema=textwrap.indent(snippet.rstrip(), " " * 16))


def result(rule: Rule) -> str:
    parts = sections(rule.page)
    before, after = (load_text(whole(fenced(parts[name]))) for name in ("Before", "After"))
    found = compare(before, after, DiffSettings(check_version=True, texts=True))
    own = [change for change in found if change.id in rule.severities]
    return "".join(f"{change.id} {change.severity.value}: {change.message}\n" for change in own)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_page_has_the_sections_that_readers_know(rule: Rule) -> None:
    assert rule.page.startswith(f"# {rule.name}\n"), f"write {rule.page_path.name} beside the rule"
    assert list(sections(rule.page)) == SECTIONS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_page_names_every_id_with_its_severity_and_rung(rule: Rule) -> None:
    named = re.findall(r"^- `([^`]+)` (\w+), (\w+)$", sections(rule.page)["Ids"], re.MULTILINE)

    assert named == [(id, rule.severities[id].value, rule.rungs[id].value) for id in sorted(rule.severities)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_example_of_a_page_has_the_result_that_it_shows(rule: Rule) -> None:
    shown = result(rule)

    assert shown
    assert fenced(sections(rule.page)["Result"]) == shown
