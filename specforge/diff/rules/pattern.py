"""pattern: the pattern that texts must match changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair

_ANYTHING = (".*", "^.*$", "")


@rule(
    "Schema",
    errors=(
        "request-parameter-pattern-added",
        "request-property-pattern-added",
    ),
    warnings=(
        "request-parameter-pattern-changed",
        "request-property-pattern-changed",
    ),
    infos=(
        "request-parameter-pattern-generalized",
        "request-parameter-pattern-removed",
        "request-property-pattern-generalized",
        "request-property-pattern-removed",
        "response-property-pattern-added",
        "response-property-pattern-changed",
        "response-property-pattern-removed",
    ),
    wire=("response-*-removed", "response-*-changed"),
    server=("request-*-removed", "request-*-generalized"),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """The pattern that texts must match changed."""

    if pair.both is None:
        return
    old, new = (side.get("pattern") if isinstance(side.get("pattern"), str) else None for side in pair.both)
    if old is None and new is not None:
        yield pair.note("pattern-added", f"{pair.subject} must match `{new}` now", "pattern")
    elif old is not None and new is None:
        yield pair.note("pattern-removed", f"{pair.subject} need not match `{old}` any more", "pattern")
    elif old != new:
        kind = "pattern-generalized" if new in _ANYTHING else "pattern-changed"
        yield pair.note(
            kind, f"{pair.subject} must match `{new}` instead of `{old}`", "pattern", also="pattern-changed"
        )
