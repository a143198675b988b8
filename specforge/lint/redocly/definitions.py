"""An assertion of a redocly.yaml (``rule/...``) as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from specforge.lint.spectral.definitions import Origin

_NOWHERE = Origin("", 1, 1)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an assertion is about: objects of a type, there a property or several, under some keys of their parents."""

    type: str
    properties: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    except_for: tuple[str, ...] = ()
    matching: str | None = None
    assertions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    type_at: Origin = _NOWHERE
    assertions_at: Mapping[str, Origin] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Assertion:
    """``where``: what must stand around the subject, outermost first."""

    maker: ClassVar[str] = "specforge.lint.redocly.assertions:make_rule"

    name: str
    subject: Subject
    where: tuple[Subject, ...]
    origin: Origin
    message: str | None = None
    suggest: tuple[str, ...] = ()
    recommended: bool = True

    def __str__(self) -> str:
        """What the rule is about, in a sentence."""
        return self.message or f"the assertions of {self.name} hold"
