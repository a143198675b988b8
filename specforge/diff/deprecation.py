"""Deprecation: how long something that is to go away must be announced, by the stability that it promised."""

from __future__ import annotations

import datetime
from enum import Enum, auto
from typing import Any

from specforge.diff.settings import STABILITY_LEVELS, DiffSettings
from specforge.document.view import View

STABLE = STABILITY_LEVELS[-1]


class Announced(Enum):
    """How well a deprecation was announced."""

    PLAIN = auto()
    WITH_SUNSET = auto()
    MISSING = auto()
    INVALID = auto()
    TOO_SOON = auto()


class Removal(Enum):
    """How a removal fits what was announced."""

    UNANNOUNCED = auto()
    ANNOUNCED = auto()
    INVALID = auto()
    TOO_SOON = auto()


def announced(sunset: Any, days: int, settings: DiffSettings) -> tuple[Announced, str]:
    """The verdict on a new deprecation with this ``x-sunset``, and the end of a sentence that tells it."""
    if sunset is None:
        return (Announced.MISSING, " without a sunset date") if days else (Announced.PLAIN, "")
    date = parse_date(sunset)
    if date is None:
        return Announced.INVALID, f", but its sunset `{sunset}` is no date"
    if (date - settings.today).days < days:
        return Announced.TOO_SOON, f" with the sunset {date}, which is less than {days} days away"
    return Announced.WITH_SUNSET, f" with the sunset {date}"


def removed(view: View, settings: DiffSettings) -> Removal:
    """The verdict on the removal of ``view``, as it was last described."""
    if not view.flag("deprecated"):
        return Removal.UNANNOUNCED
    sunset = view.get("x-sunset")
    if sunset is None:
        return Removal.ANNOUNCED
    date = parse_date(sunset)
    if date is None:
        return Removal.INVALID
    return Removal.TOO_SOON if date > settings.today else Removal.ANNOUNCED


def parse_date(text: Any) -> datetime.date | None:
    """A date or a date with time of RFC 3339."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None


def stability(value: Any) -> str | None:
    """The level that an ``x-stability-level`` names; ``stable`` where there is none, None where it is no level."""
    if value is None:
        return STABLE
    return value if value in STABILITY_LEVELS else None


def level_of(view: View | None) -> str:
    """The level of an operation; one that is unknown promises all."""
    return (stability(view.get("x-stability-level")) if view is not None else None) or STABLE


def rank(level: str) -> int:
    """0 for draft, 3 for stable."""
    return STABILITY_LEVELS.index(level)


def is_sooner(old: Any, new: Any, days: int, settings: DiffSettings) -> bool:
    """Whether a sunset moved to an earlier day; where a period is asked for, only to one that is less far away."""
    before, after = parse_date(old), parse_date(new)
    if before is None or after is None or before <= after:
        return False
    return not days or (after - settings.today).days < days
