"""The rules of diff: each id has one owner, and what is read off the sources is what is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.diff import rules
from specforge.diff.catalog import ids_in
from specforge.diff.rule import RULES, Rule, all_rules

FOLDER = Path(next(iter(rules.__path__)))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_the_ids_of_a_rule_are_read_off_its_source(rule: Rule) -> None:
    text = (FOLDER / f"{rule.name.replace('-', '_')}.py").read_text()

    assert sorted(ids_in(text)) == sorted(rule.severities)


# Kinds of change that oasdiff has no id for.
OURS = {
    "api-server-added",
    "api-server-removed",
    "callback-added",
    "callback-removed",
    *(
        f"{kind}-{suffix}"
        for kind in ("callback", "webhook")
        for suffix in (
            "answer-added",
            "answer-removed",
            "body-added",
            "body-became-optional",
            "body-became-required",
            "body-removed",
            "optional-parameter-removed",
            "parameter-added",
            "parameter-became-optional",
            "parameter-became-required",
            "parameter-removed",
        )
    ),
    "documentation-changed",
    "request-schema-narrowed",
    "response-status-range-narrowed",
    "response-schema-widened",
}


def test_the_ids_are_those_of_oasdiff_and_a_few_of_our_own() -> None:
    assert len(set(RULES) - OURS) == 509
    assert set(RULES) >= OURS


def test_a_page_is_found_by_any_of_its_ids() -> None:
    assert RULES["request-body-max-length-set"] is RULES["response-property-max-length-increased"]


def test_every_rule_says_what_changed() -> None:
    assert all(rule.summary.endswith(".") for rule in all_rules())
