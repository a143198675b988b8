"""The table of Redocly's rules keeps step with the rules that there are."""

from __future__ import annotations

from pathlib import Path

from specforge.lint.redocly.ids import COUNTERPARTS
from specforge.lint.rule import RULES


def test_every_rule_with_an_id_of_redocly_stands_in_the_table() -> None:
    missing = [rule.id for rule in RULES.values() if rule.origin == "redocly" and rule.id not in COUNTERPARTS]

    assert not missing


def test_a_rule_of_redocly_that_we_have_by_its_id_is_that_rule() -> None:
    for name, counterpart in COUNTERPARTS.items():
        assert name not in RULES or counterpart.rules == (name,)


def test_every_rule_of_redocly_has_its_counterparts_here() -> None:
    wanted = {rule for counterpart in COUNTERPARTS.values() for rule in counterpart.rules}

    assert not wanted - set(RULES)


def test_the_page_for_movers_names_every_rule() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/coming-from-redocly.md").read_text(encoding="utf-8")

    for name, counterpart in COUNTERPARTS.items():
        row = f"| `{name}` | {', '.join(f'`{rule}`' for rule in counterpart.rules)} |"
        assert (f"`{name}`" if counterpart.rules == (name,) else row) in page


def test_the_page_for_movers_names_the_rules_that_are_on_without_a_ruleset() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/coming-from-redocly.md").read_text(encoding="utf-8")
    told = page.partition("## Without a ruleset")[2]

    assert all((f"`{rule.id}`" in told) is rule.default for rule in RULES.values() if rule.origin == "redocly")
