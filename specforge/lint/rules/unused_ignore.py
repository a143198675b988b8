"""unused-ignore: an inline ignore of something that is not there any more."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.findings.model import Severity
from specforge.lint.ignoring import UNUSED, WrittenIgnore
from specforge.lint.rule import Context, Problem, rule


@rule("unused-ignore", on=UNUSED, severity=Severity.WARNING)
def check(written: WrittenIgnore, context: Context) -> Iterator[Problem]:
    """An inline ignore has nothing to ignore."""
    yield Problem(
        f"nothing to ignore: `{written.ignore.rule}` finds nothing here",
        written.ignore.place,
        help="remove the ignore, so that the next finding here is seen",
    )
