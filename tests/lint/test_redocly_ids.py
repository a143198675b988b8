"""The table of Redocly's rules keeps step with the rules that there are."""

from __future__ import annotations

from specforge.lint.redocly_ids import COUNTERPARTS
from specforge.lint.rule import RULES


def test_every_rule_with_an_id_of_redocly_stands_in_the_table() -> None:
    missing = [rule.id for rule in RULES.values() if rule.origin == "redocly" and rule.id not in COUNTERPARTS]

    assert not missing


def test_a_rule_of_redocly_that_we_have_by_its_id_is_that_rule() -> None:
    for name, counterpart in COUNTERPARTS.items():
        assert name not in RULES or counterpart.rules == (name,)
