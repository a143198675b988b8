"""What a ruleset says, as plain data: rules of its own, and changes to those of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from specforge.errors import UsageError
from specforge.findings.model import Severity


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the ruleset's file something is written, for errors that are only found later."""

    file: str
    line: int
    column: int

    def problem(self, message: str, help: str | None = None) -> UsageError:
        return UsageError(message, help=help, file=self.file, line=self.line, column=self.column)


@dataclass(frozen=True, slots=True)
class AliasTarget:
    """One of several meanings of an alias, each for documents of some formats."""

    formats: frozenset[str]
    given: tuple[str, ...]


Alias = tuple[str, ...] | tuple[AliasTarget, ...]


@dataclass(frozen=True, slots=True)
class Then:
    """A function to call, for a field of what ``given`` chooses or for all of it."""

    function: str
    field: str | None = None
    options: Any = None
    origin: Origin = Origin("", 1, 1)


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule that a ruleset defines itself. ``formats`` None: for documents of every kind."""

    maker: ClassVar[str] = "specforge.lint.spectral.custom:make_rule"

    name: str
    given: tuple[str, ...]
    then: tuple[Then, ...]
    origin: Origin
    description: str | None = None
    message: str | None = None
    help_url: str | None = None
    resolved: bool = True
    recommended: bool = True
    formats: frozenset[str] | None = None
    aliases: Mapping[str, Alias] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """What the rule is about, in a sentence."""
        return self.description or self.message or self.name


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

    ``options``: those that the ruleset chooses for a registered rule.
    """

    name: str
    severity: Severity
    enabled: bool
    definition: Defined | None = None
    help_url: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


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
