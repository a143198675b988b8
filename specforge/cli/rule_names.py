"""Names of rules on the command line, which the shell can complete."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from specforge.lint.rule import RULES


class RuleNames(click.types.StringParamType):
    """Rules, separated by commas; globs and groups are taken as they are. Whether they exist is looked up later."""

    name = "rules"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as it is. One that names nothing (a variable that is not set) does not mean all rules."""
        if not value.strip(" \t,"):
            self.fail("no rule is named", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The rules that the last of the names may become."""
        before, comma, last = incomplete.rpartition(",")
        return [
            CompletionItem(f"{before}{comma}{name}", help=RULES[name].summary)
            for name in RULES
            if name.startswith(last)
        ]
