"""What a user can choose of a comparison; everything has a default."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

STABILITY_LEVELS = ("draft", "alpha", "beta", "stable")


@dataclass(frozen=True, slots=True)
class DiffSettings:
    """How two documents are compared.

    ``deprecation_days_*``: how long before its sunset something must be announced as deprecated; 0 asks for no
    sunset at all. ``stability_level``: operations below it are left alone. ``attributes``: extensions of operations
    that reports repeat beside each change. ``check_version``: whether ``info.version`` tells of breaking changes.
    ``flatten_params``: parameters of a path item that are new count as those of its operations. ``today`` is the
    day from which periods are counted. ``texts``: whether changes of descriptions are told too.
    ``prove``: whether messages are looked for that a change breaks, which also finds changes that no rule names.
    """

    deprecation_days_beta: int = 0
    deprecation_days_stable: int = 0
    stability_level: str = "beta"
    attributes: tuple[str, ...] = ()
    check_version: bool = False
    flatten_params: bool = False
    texts: bool = False
    prove: bool = True
    today: datetime.date = field(default_factory=datetime.date.today)

    def days_for(self, level: str) -> int:
        """How many days before its sunset something of this stability must be announced."""
        return {"stable": self.deprecation_days_stable, "beta": self.deprecation_days_beta}.get(level, 0)

    def concerns(self, level: str) -> bool:
        """Whether what promises this level is looked at."""
        return STABILITY_LEVELS.index(level) >= STABILITY_LEVELS.index(self.stability_level)
