"""Rules: everything that a contract test can report, with its page.

A check has its page beside it, in ``specforge.contract.checks``. What the engine finds, and what every answer is
checked for, has pages in ``specforge/contract/rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from specforge.contract.check import CHECKS
from specforge.contract.problem import PREFIX
from specforge.errors import UsageError
from specforge.suggest import did_you_mean

_PAGES = Path(__file__).parent / "rules"
_FIRST = re.compile(r"# \S+\n+(.+?)(?:\n\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule without its prefix, one sentence about it, and its page as Markdown. ``sends``: it is a check of our own
    that makes requests."""

    id: str
    summary: str
    page: str
    sends: bool = False


@cache
def rules() -> dict[str, Rule]:
    """All rules by id, sorted."""
    found = {path.stem: _of_page(path) for path in _PAGES.glob("*.md")}
    for check in CHECKS.values():
        page = check.page or f"# {check.id}\n\n{check.summary}\n"
        found[check.id] = Rule(check.id, check.summary, page, sends=check.send is not None)
    return dict(sorted(found.items()))


def _of_page(path: Path) -> Rule:
    page = path.read_text(encoding="utf-8")
    first = _FIRST.match(page)
    return Rule(path.stem, " ".join(first[1].split()) if first else path.stem, page)


def parse_rules(texts: Iterable[str]) -> frozenset[str]:
    """Rules as they are named on the command line and in the configuration, with their prefix or without, separated by
    commas. Raises UsageError for one that is not known."""
    names = [name.strip().removeprefix(PREFIX) for text in texts for name in text.split(",") if name.strip()]
    for name in names:
        if name not in rules():
            raise UsageError(f"unknown rule {PREFIX}{name}", help=did_you_mean(name, list(rules())))
    return frozenset(names)
