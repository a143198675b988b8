"""The options of ``specforge lint``, in groups. An option named as a field of LintSection overrides that field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from specforge.cli.options import fail_on_option
from specforge.cli.rule_names import RuleNames
from specforge.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)
_NAMES = RuleNames()

_RULES: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--ruleset", metavar="NAME", help="A ruleset: a file of Spectral or Redocly, a URL, or a name (spectral:oas)."
    ),
    click.option("--select", type=_NAMES, multiple=True, metavar="RULES", help="Only these rules; globs are fine."),
    click.option("--ignore", type=_NAMES, multiple=True, metavar="RULES", help="Without these rules."),
)
_WAYS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--stdin-filename", metavar="FILE", help="What `-` stands for: messages, references and configuration use it."
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Processes to use. Default: one for each processor.",
    ),
    click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C."),
)
_FIXES: tuple[Callable[[Any], Any], ...] = (
    click.option("--fix", is_flag=True, help="Make the fixes that cannot change what the document means."),
    click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: make the other fixes too."),
    click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change, and exit with 1 then."),
)
_LIVING: tuple[Callable[[Any], Any], ...] = (
    click.option("--since", metavar="REV", help="Only findings in what has changed since this git revision."),
    click.option("--no-since", is_flag=True, help="All findings, also when the configuration has a `since`."),
    click.option("--baseline", type=_PATH, metavar="FILE", help="Leave out the findings that this file knows."),
    click.option("--baseline-update", is_flag=True, help="Write the baseline: it knows what is found now."),
)
_VERDICT: tuple[Callable[[Any], Any], ...] = (
    fail_on_option,
    click.option("--max-warnings", type=click.IntRange(min=0), metavar="N", help="More warnings than this fail."),
    click.option("--ratchet-update", is_flag=True, help="Lower the limits of [lint.ratchet] to what is found now."),
)
_OUTPUT: tuple[Callable[[Any], Any], ...] = (
    click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them."),
    click.option("--score", is_flag=True, help="Rate the documents from 0 to 100, and say what would raise it."),
)


def lint_options(function: F) -> F:
    """Decorator: all options of the verb, in the order of its help."""
    for option in reversed((*_RULES, *_FIXES, *_LIVING, *_VERDICT, *_WAYS, *_OUTPUT)):
        function = option(function)
    return function


def wants_fixes(flags: Mapping[str, Any]) -> bool:
    """True for --fix and --diff. Raises UsageError for options that make no sense together."""
    if flags["fix"] and flags["diff"]:
        raise UsageError("--fix writes and --diff does not: give one of them")
    if flags["unsafe_fixes"] and not (flags["fix"] or flags["diff"]):
        raise UsageError("--unsafe-fixes says which fixes are made", help="add --fix or --diff")
    return bool(flags["fix"] or flags["diff"])
