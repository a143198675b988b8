"""What a user can choose of a comparison; everything has a default."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

STABILITY_LEVELS = ("draft", "alpha", "beta", "stable")


@dataclass(frozen=True, slots=True)
class DiffSettings:
    """How two documents are compared.

    ``deprecation_days_*``: how long before its sunset something must be announced as deprecated; 0 asks for no
    sunset at all. ``stability_level``: operations below it are left alone. ``attributes``: extensions of operations
    that reports repeat beside each change. ``check_version``: whether ``info.version`` tells of breaking changes.
    ``flatten_params``: parameters of a path item that are new count as those of its operations. ``paths`` and
    ``ignore_paths`` are globs of the paths that are looked at, and of those that are not; a ``*`` stands for one
    segment, ``**`` for any number. ``ignore_tags``: operations with one of these tags are left alone.
    ``base_prefix`` and ``revision_prefix`` are left out in front of the paths of one side. ``today`` is the day from
    which periods are counted. ``texts``: whether changes of descriptions are told too. ``prove``:
    whether messages are looked for that a change breaks, which also finds changes that no rule names.
    """

    deprecation_days_beta: int = 0
    deprecation_days_stable: int = 0
    stability_level: str = "beta"
    attributes: tuple[str, ...] = ()
    check_version: bool = False
    flatten_params: bool = False
    texts: bool = False
    prove: bool = True
    paths: tuple[str, ...] = ()
    ignore_paths: tuple[str, ...] = ()
    ignore_tags: tuple[str, ...] = ()
    base_prefix: str = ""
    revision_prefix: str = ""
    today: datetime.date = field(default_factory=datetime.date.today)

    def days_for(self, level: str) -> int:
        """How many days before its sunset something of this stability must be announced."""
        return {"stable": self.deprecation_days_stable, "beta": self.deprecation_days_beta}.get(level, 0)

    def concerns(self, level: str) -> bool:
        """Whether what promises this level is looked at."""
        return STABILITY_LEVELS.index(level) >= STABILITY_LEVELS.index(self.stability_level)

    def selects(self, path: str, tags: Iterable[str]) -> bool:
        """Whether an operation of this path with these tags is looked at."""
        if self.paths and not any(_matches(path, glob) for glob in self.paths):
            return False
        is_ignored = any(_matches(path, glob) for glob in self.ignore_paths)
        return not is_ignored and not set(self.ignore_tags) & set(tags)


def _matches(path: str, glob: str) -> bool:
    return _compiled(glob).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _compiled(glob: str) -> re.Pattern[str]:
    pattern = re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.compile(pattern)
