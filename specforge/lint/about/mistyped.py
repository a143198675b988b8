"""The fix that rules about values of the wrong type share: quotes that are missing or too many."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from specforge.document.edits import Set
from specforge.document.place import Place
from specforge.findings.model import Fix
from specforge.lint.about.json_types import is_any_of

_SPELLED = re.compile(r"true|false|-?(0|[1-9]\d{0,14})(\.\d{1,10})?")


def requote(value: Any, types: list[str], place: Place, others: Iterable[Any] = ()) -> Fix | None:
    """The value as the type wants it, if there is such a one and it is not among the ``others`` yet. Unsafe: another
    value is allowed then."""
    meant = json.dumps(value) if isinstance(value, bool | int | float) else _unquoted(value)
    if meant is None or not is_any_of(meant, types) or any(meant == other for other in others):
        return None
    return Fix(f"write `{json.dumps(meant)}`", (Set(place, meant),), safe=False)


def _unquoted(value: Any) -> int | float | bool | None:
    """The number or truth value that a text spells."""
    if not isinstance(value, str) or not _SPELLED.fullmatch(value):
        return None
    meant: int | float | bool = json.loads(value)
    return meant
