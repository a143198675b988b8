"""Every rule that a contract test can report has a page, and can be chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import specforge.contract
from specforge.contract.check import CHECKS
from specforge.contract.rule import parse_rules, rules
from specforge.contract.settings import Settings
from specforge.errors import UsageError

_PROBLEM = re.compile(r"""Problem\(\s*"([a-z-]+)\"""")


def test_everything_that_is_reported_has_a_page() -> None:
    sources = Path(specforge.contract.__path__[0]).rglob("*.py")
    reported = {name for path in sources for name in _PROBLEM.findall(path.read_text(encoding="utf-8"))}
    assert len(reported) > 20
    assert reported <= rules().keys()


@pytest.mark.parametrize("id", [id for id in rules() if id not in CHECKS])
def test_a_page_says_what_why_and_what_to_do(id: str) -> None:
    page = rules()[id].page
    assert page.startswith(f"# {id}\n")
    assert "## Example" in page
    assert "## How to mend it" in page
    assert rules()[id].summary.endswith(".")


def test_rules_are_named_with_their_prefix_or_without() -> None:
    assert parse_rules(["contract/paging, etag", "server-error"]) == {"paging", "etag", "server-error"}


def test_a_rule_that_is_not_known_is_told_with_one_that_is() -> None:
    with pytest.raises(UsageError, match="unknown rule contract/pagin") as caught:
        parse_rules(["pagin"])
    assert "paging" in str(caught.value.help)


def test_what_is_ignored_is_not_wanted() -> None:
    assert not Settings(ignored_checks=frozenset({"paging"})).wants("paging")
    assert Settings(selected_rules=frozenset({"paging"})).wants("paging")
    assert not Settings(selected_rules=frozenset({"paging"})).wants("etag")
