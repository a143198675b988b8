"""The rules that a ruleset defines itself, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from specforge.errors import UsageError


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
    """A rule that a ruleset defines itself. ``formats`` None: for documents of every kind. ``given_at``: where each
    of the paths stands."""

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
    given_at: tuple[Origin, ...] = ()

    def __str__(self) -> str:
        """What the rule is about, in a sentence."""
        return self.description or self.message or self.name
