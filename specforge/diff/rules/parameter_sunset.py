"""parameter-sunset: when a deprecated parameter goes away changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import is_sooner, level_of
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule


@rule(
    "Parameter",
    errors=(
        "request-parameter-sunset-date-changed-too-small",
        "request-parameter-sunset-deleted",
    ),
    docs=("*",),
)
def check(pair: ParameterPair, context: Context) -> Iterator[Note]:
    """When a deprecated parameter goes away changed."""

    if pair.base is None or pair.revision is None or not (pair.base.deprecated and pair.revision.deprecated):
        return
    old, new = pair.base.get("x-sunset"), pair.revision.get("x-sunset")
    days = context.settings.days_for(level_of(pair.operation.revision))
    if old is not None and new is None:
        message = f"{pair.subject} is deprecated, but its sunset `{old}` was deleted"
        yield pair.note("request-parameter-sunset-deleted", message, "x-sunset")
    elif is_sooner(old, new, days, context.settings):
        message = f"the sunset of {pair.subject} moved from {old} to {new}, which leaves too little time"
        yield pair.note("request-parameter-sunset-date-changed-too-small", message, "x-sunset")
