"""What a ruleset says of each rule, as plain data. Every run imports this, so that it is kept small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from specforge.findings.model import Severity

# What Spectral reports whatever the ruleset says: the document cannot be read as it was meant. And what is wrong with
# inline ignores: no ruleset knows of those, and only who writes them hears of it.
ALWAYS = ("duplicate-key", "invalid-ref", "parser", "unrecognized-format", "invalid-ignore", "unused-ignore")


class Defined(Protocol):
    """A rule as a file defines it. ``maker`` names the function (``module:name``) that makes a rule of it, with its
    severity; the module may be slow to import."""

    maker: ClassVar[str]

    @property
    def recommended(self) -> bool:
        """Whether it is on unless all rules are asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ruleset's table of rules. ``definition`` None: a rule that is registered here.

    ``options``: those that the ruleset chooses for a registered rule. ``lenient``: as without any ruleset, so that
    mild problems of an error are warnings.
    """

    name: str
    severity: Severity
    enabled: bool
    definition: Defined | None = None
    help_url: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lenient: bool = False


Table = dict[str, Entry]


@dataclass(frozen=True, slots=True)
class PlaceLevel:
    """The severity (None: off) of rules below ``pointer`` in files that ``glob``, which starts at ``folder``, means."""

    folder: str
    glob: str
    pointer: str
    levels: Mapping[str, Severity | None] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """An override: a table that counts for documents in files that one of ``globs`` matches, of one of ``formats``."""

    folder: str
    globs: tuple[str, ...]
    table: Mapping[str, Entry] = field(hash=False)
    formats: frozenset[str] | None = None
