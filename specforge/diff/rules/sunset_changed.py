"""sunset-changed: when a deprecated operation goes away changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import is_sooner, level_of
from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule


@rule(
    "Operation",
    errors=(
        "api-sunset-date-changed-too-small",
        "sunset-deleted",
    ),
    docs=("*",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """When a deprecated operation goes away changed."""

    if pair.base is None or pair.revision is None or not (pair.base.deprecated and pair.revision.deprecated):
        return
    old, new = pair.base.get("x-sunset"), pair.revision.get("x-sunset")
    if old is not None and new is None:
        yield pair.note("sunset-deleted", f"{pair.label} is deprecated, but its sunset `{old}` was deleted", "x-sunset")
    elif is_sooner(old, new, context.settings.days_for(level_of(pair.revision)), context.settings):
        message = f"the sunset of {pair.label} moved from {old} to {new}, which leaves too little time"
        yield pair.note("api-sunset-date-changed-too-small", message, "x-sunset")
