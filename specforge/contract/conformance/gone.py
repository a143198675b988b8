"""Things that are kept although they were deleted, and say so: an archive is no resource that was forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specforge.values.resources.names import bare

# What a thing says of itself that is kept although it was deleted.
_GONE = ("deleted", "removed", "archived", "inactive", "disabled", "terminated", "cancelled", "canceled", "trash")


def says_deleted(state: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> bool:
    """True for a thing that is kept and marked: ``deleted: true``, ``status: archived``, ``active: false``. What it had
    ``before`` it was deleted is no mark of that."""
    known = before or {}
    for name, value in state.items():
        if name in known and known[name] == value:
            continue
        if any(word in bare(name) for word in _GONE) and value:
            return True
        if isinstance(value, str) and bare(value) in _GONE:
            return True
        if bare(name) in ("active", "isactive", "enabled") and value is False:
            return True
    return False
