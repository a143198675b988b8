"""What a client prefers: the ``Prefer`` header (RFC 7240), or its twins in the query (``__code`` and so on)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from specforge.durations import read_duration
from specforge.mock.faults.schema import KINDS
from specforge.mock.message import Request
from specforge.mock.problem import Kind, Problem
from specforge.mock.quoted import split_unquoted
from specforge.mock.settings import Settings

_NAMES = ("code", "dynamic", "seed", "example", "delay", "fault")
_STATUS = re.compile(r"[0-9]{3}", re.ASCII)
_BOOLEANS = {"true": True, "false": False}


class Way(NamedTuple):
    """So many seconds later, and with a fault of ``specforge.mock.faults.schema.KINDS``."""

    delay: float
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """``code`` is a status, ``example`` the name of an example; None leaves the choice to the document. ``way`` is how
    the answer is to come, whatever it is."""

    code: int | None = None
    example: str | None = None
    dynamic: bool = False
    seed: str | None = None
    way: Way | None = None


def default_preferences(settings: Settings) -> Preferences:
    """The preferences of a request that states none."""
    return Preferences(dynamic=settings.dynamic, seed=None if settings.seed is None else str(settings.seed))


def read_preferences(request: Request, defaults: Preferences) -> Preferences:
    """The preferences of a request. Raises Problem (422) for a code that is no status and a dynamic that is no boolean.

    As in Prism, a Prefer header switches the query twins off.
    """
    header = request.headers.get("prefer")
    if header:
        return _stated_in(header, defaults)
    if "__" not in request.query:
        return defaults
    return _stated({n: value for n in _NAMES if (value := request.query_value(f"__{n}")) is not None}, defaults)


@lru_cache(256)
def _stated_in(header: str, defaults: Preferences) -> Preferences:
    return _stated(parse_prefer(header), defaults)


def _stated(stated: dict[str, str], defaults: Preferences) -> Preferences:
    dynamic = stated.get("dynamic")
    return Preferences(
        code=_status(stated.get("code")),
        example=stated.get("example") or None,
        dynamic=defaults.dynamic if dynamic is None else _boolean(dynamic),
        seed=stated.get("seed", defaults.seed),
        way=_way(stated) if "delay" in stated or "fault" in stated else None,
    )


def parse_prefer(header: str) -> dict[str, str]:
    """Preferences by lower-case name, the first of each name (RFC 7240 section 2). One without a value is ``true``."""
    found: dict[str, str] = {}
    for preference in split_unquoted(header, ","):
        name, _, value = split_unquoted(preference, ";")[0].partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"') or "true")
    return found


def _status(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "true":
        raise _undecodable("code", text, "string")
    if not _STATUS.fullmatch(text):
        raise _undecodable("code", f'"{text}"', "a number")
    return int(text)


def _boolean(text: str) -> bool:
    if text not in _BOOLEANS:
        raise _undecodable("dynamic", f'"{text}"', "a boolean")
    return _BOOLEANS[text]


def _way(stated: dict[str, str]) -> Way:
    delay, fault = stated.get("delay", "0"), stated.get("fault")
    if fault is not None and fault not in KINDS:
        raise _undecodable("fault", f'"{fault}"', f"one of {', '.join(KINDS)}")
    try:
        return Way(read_duration(delay), fault)
    except ValueError:
        raise _undecodable("delay", f'"{delay}"', "a duration such as 0.2 or 200ms") from None


def _undecodable(name: str, text: str, wanted: str) -> Problem:
    detail = f'optional property "{name}"\n└─ cannot decode {text}, should be {wanted}'
    return Problem(Kind.INVALID_REQUEST, detail)
