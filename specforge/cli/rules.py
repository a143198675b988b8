"""specforge rules: lists the rules of lint, and those of the contract test."""

from __future__ import annotations

from typing import Any

import click

from specforge.cli.context import Globals, Verb, global_options, show
from specforge.contract.problem import PREFIX
from specforge.contract.rule import rules as contract_rules
from specforge.lint.rule import RULES, Rule


@click.command(cls=Verb)
@click.option("--kind", type=click.Choice(["lint", "contract"]), default="lint", help="Those of which verb.")
@global_options
def command(globals: Globals, kind: str) -> None:
    """List the lint rules: name, severity, whether there is a fix, and what each finds; with --kind contract, the rules
    of `specforge test`."""
    if kind == "contract":
        _list_contract(globals)
        return
    rules = RULES.values()
    width = max((len(rule.id) for rule in rules), default=0)
    lines = [
        f"{rule.id:<{width}}  {_severity(rule):<7}  {'fix' if rule.fixable else '   '}  {rule.summary}"
        for rule in rules
    ]
    show(
        globals, "\n".join([*lines, "", "specforge explain RULE shows a rule's page."]), [_data(rule) for rule in rules]
    )


def _list_contract(globals: Globals) -> None:
    found = contract_rules()
    width = max(len(PREFIX + id) for id in found)
    lines = [f"{PREFIX + rule.id:<{width}}  {rule.summary}" for rule in found.values()]
    data = [{"rule": PREFIX + rule.id, "summary": rule.summary, "sends": rule.sends} for rule in found.values()]
    show(globals, "\n".join([*lines, "", "specforge explain contract/RULE shows a rule's page."]), data)


def _severity(rule: Rule) -> str:
    return rule.severity.value if rule.default else "off"


def _data(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "severity": rule.severity.value,
        "recommended": rule.recommended,
        "default": rule.default,
        "fixable": rule.fixable,
        "summary": rule.summary,
        "origin": rule.origin,
        "versions": [version for version in rule.versions if version],
    }
