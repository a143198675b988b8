"""specforge rules: lists the lint rules."""

from __future__ import annotations

from typing import Any

import click

from specforge.cli.context import Globals, Verb, global_options, show
from specforge.lint.rule import RULES, Rule


@click.command(cls=Verb)
@global_options
def command(globals: Globals) -> None:
    """List the lint rules: name, severity, whether there is a fix, and what each finds."""
    rules = RULES.values()
    width = max((len(rule.id) for rule in rules), default=0)
    lines = [
        f"{rule.id:<{width}}  {_severity(rule):<7}  {'fix' if rule.fixable else '   '}  {rule.summary}"
        for rule in rules
    ]
    show(
        globals, "\n".join([*lines, "", "specforge explain RULE shows a rule's page."]), [_data(rule) for rule in rules]
    )


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
