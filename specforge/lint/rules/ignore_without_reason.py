"""ignore-without-reason: an inline ignore that does not say why."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.findings.model import Severity
from specforge.lint.ignoring import WRITTEN, WrittenIgnore
from specforge.lint.rule import Context, Problem, rule


@rule("ignore-without-reason", on=WRITTEN, severity=Severity.WARNING, recommended=False)
def check(written: WrittenIgnore, context: Context) -> Iterator[Problem]:
    """An inline ignore does not say why."""
    ignore = written.ignore
    if not ignore.reason and ignore.rule is not None:
        yield Problem(f"no reason is given for ignoring `{ignore.rule}`", ignore.place)
