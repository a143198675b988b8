"""Is what was sent the same as what comes back? Services write values their own way, and are free to."""

from __future__ import annotations

import html
import json
import math
import unicodedata
from datetime import UTC, datetime
from typing import Any

# How far apart numbers may be that were rounded to cents.
_ROUNDED = 0.0051
_BRIEF = 60
_DATE = len("2024-05-01")


def is_kept(sent: Any, got: Any) -> bool:
    """True for the same value, be it written in another way: other case or spaces around it, another time zone,
    ``12.50`` for ``12.5``, a list in another order, an object with more in it."""
    if sent is None or got is None:
        return _is_nothing(sent) and _is_nothing(got)
    if isinstance(sent, dict):
        return isinstance(got, dict) and all(is_kept(value, got[name]) for name, value in sent.items() if name in got)
    if isinstance(sent, list):
        return isinstance(got, list) and _are_kept(sent, got)
    if isinstance(sent, bool) or isinstance(got, bool):
        return str(sent).lower() == str(got).lower()
    if isinstance(sent, dict | list) or isinstance(got, dict | list):
        return False
    return _is_same_scalar(sent, got)


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _are_kept(sent: list[Any], got: list[Any]) -> bool:
    """Every item is there, in any order; the same one twice may have become one."""
    rest = list(got)
    for item in sent:
        found = next((index for index, other in enumerate(rest) if is_kept(item, other)), None)
        if found is None:
            if not any(is_kept(item, other) for other in got):
                return False
        else:
            rest.pop(found)
    return all(any(is_kept(item, other) for item in sent) for other in rest)


def _is_same_scalar(sent: Any, got: Any) -> bool:
    one, other = _number(sent), _number(got)
    if one is not None and other is not None:
        is_whole = isinstance(sent, int) and isinstance(got, int)
        return bool(sent == got) if is_whole else _is_near(one, other)
    if not isinstance(sent, str) or not isinstance(got, str):
        return False
    return _text(sent) == _text(got) or _is_same_time(sent, got)


def _is_near(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=1e-6) or abs(one - other) <= _ROUNDED


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _text(value: str) -> str:
    plain = unicodedata.normalize("NFKC", html.unescape(value)).casefold()
    return " ".join(plain.split()).removesuffix("/")


def _is_same_time(sent: str, got: str) -> bool:
    one, other = _time(sent), _time(got)
    if one is None or other is None:
        return False
    is_date = len(sent) == _DATE or len(got) == _DATE
    return abs((one - other).total_seconds()) < 1 or (is_date and sent[:_DATE] == got[:_DATE])


def _time(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value.replace("z", "Z"))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def brief(value: Any) -> str:
    """The value as JSON, cut short for a message."""
    text = "absent" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"
