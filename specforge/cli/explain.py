"""specforge explain: shows the page of a rule."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from specforge.cli.context import Globals, Verb, global_options, show
from specforge.cli.rule_names import RuleNames
from specforge.contract.problem import PREFIX
from specforge.contract.rule import parse_rules, rules
from specforge.diff.rule import RULES as CHANGES
from specforge.errors import UsageError
from specforge.lint.redocly.ids import COUNTERPARTS
from specforge.lint.rule import RULES
from specforge.suggest import did_you_mean


class ExplainedNames(RuleNames):
    """Rules of lint, and ids of diff."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that the beginning of one may become."""
        ids = [CompletionItem(id) for id in CHANGES if id.startswith(incomplete)]
        checks = [CompletionItem(PREFIX + id) for id in rules() if f"{PREFIX}{id}".startswith(incomplete)]
        return [*super().shell_complete(ctx, param, incomplete), *ids, *checks]


@click.command(cls=Verb)
@click.argument("rule", type=ExplainedNames())
@global_options
def command(globals: Globals, rule: str) -> None:
    """Show what RULE is about: what it finds, why, and how to mend it. RULE may be an id of `specforge diff`
    or a rule of `specforge test` (contract/NAME) too."""
    if rule in CHANGES and rule not in RULES:
        _explain_change(globals, rule)
        return
    if rule.startswith(PREFIX):
        _explain_check(globals, rule.removeprefix(PREFIX))
        return
    if rule not in RULES and rule not in COUNTERPARTS:
        if rule in rules():
            _explain_check(globals, rule)
            return
        raise UsageError(f"unknown rule {rule!r}", help=did_you_mean(rule, [*RULES, *CHANGES, *rules()]))
    # Redocly's names of rules that have another one here lead to the page all the same.
    found = RULES[COUNTERPARTS[rule].rules[-1] if rule in COUNTERPARTS and rule not in RULES else rule]
    page = found.page or f"# {found.id}\n\n{found.summary}\n"
    data = {"rule": found.id, "severity": found.severity.value, "summary": found.summary, "page": page}
    show(globals, page, data)


def _explain_change(globals: Globals, id: str) -> None:
    """The page of the rule that owns an id of ``specforge diff``."""
    found = CHANGES[id]
    page = found.page or f"# {found.name}\n\n{found.summary}\n"
    severity = found.severities[id].value
    show(globals, page, {"rule": id, "severity": severity, "summary": found.summary, "page": page})


def _explain_check(globals: Globals, id: str) -> None:
    """The page of a rule of ``specforge test``. Raises UsageError for an unknown one."""
    found = rules()[next(iter(parse_rules((id,))), "")]
    show(globals, found.page, {"rule": PREFIX + found.id, "summary": found.summary, "page": found.page})
