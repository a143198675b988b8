"""invalid-ignore: an inline ignore that is misspelt, names no rule, or one that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.findings.ignores import matches, names_nothing
from specforge.findings.model import Severity
from specforge.lint.ignoring import WRITTEN, WrittenIgnore
from specforge.lint.rule import Context, Problem, rule
from specforge.registry import did_you_mean


@rule("invalid-ignore", on=WRITTEN, severity=Severity.WARNING)
def check(written: WrittenIgnore, context: Context) -> Iterator[Problem]:
    """An inline ignore is misspelt, names no rule, or one that does not exist."""
    name = written.ignore.rule
    if written.ignore.meant is not None:
        help = f"did you mean `{written.ignore.meant}`?"
        yield Problem("this comment is no ignore", written.ignore.place, help=help)
    elif name is None or names_nothing(name):
        help = "name the rules, as in `ignore[path-params]`; `*` stands for letters of a name, as in `owasp:*`"
        yield Problem("this ignore names no rule", written.ignore.place, help=help)
    elif not any(matches(name, known) for known in written.known):
        help = did_you_mean(name, sorted(written.known)) or "see `specforge rules`"
        yield Problem(f"there is no rule `{name}`", written.ignore.place, help=help)
