"""endpoint-removed: an operation was removed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import Removal, parse_date, removed
from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule
from specforge.document.model import Operation

_WORDS = {
    Removal.UNANNOUNCED: "without-deprecation",
    Removal.ANNOUNCED: "with-deprecation",
    Removal.TOO_SOON: "before-sunset",
}
_HOW = {
    Removal.UNANNOUNCED: "without having been deprecated",
    Removal.ANNOUNCED: "after it was deprecated",
    Removal.TOO_SOON: "before its sunset",
    Removal.INVALID: "with a sunset that is no date",
}


def _whole(pair: OperationPair) -> str:
    """Where no operation of the path is left, the path is gone."""
    item = pair.items[1]
    return "" if item is not None and item.operations else "path-"


def _both_deprecated(base: Operation, revision: Operation) -> bool:
    return base.deprecated and revision.deprecated


def _broken_sunset(pair: OperationPair, base: Operation, revision: Operation) -> Iterator[Note]:
    """A sunset that changed and cannot be read tells nobody when the operation goes."""
    old, new = base.get("x-sunset"), revision.get("x-sunset")
    if old != new and old is not None and new is not None and None in (parse_date(old), parse_date(new)):
        yield pair.note("api-path-sunset-parse", f"the sunset of {pair.label} is no date", "x-sunset")


@rule(
    "Operation",
    errors=(
        "api-path-removed-before-sunset",
        "api-path-removed-without-deprecation",
        "api-path-sunset-parse",
        "api-removed-before-sunset",
        "api-removed-without-deprecation",
    ),
    infos=(
        "api-path-removed-with-deprecation",
        "api-removed-with-deprecation",
    ),
    wire=(
        "api-removed-*",
        "api-path-removed-*",
    ),
    docs=("api-path-sunset-parse",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """An operation was removed."""

    if pair.revision is None and pair.base is not None:
        verdict = removed(pair.base, context.settings)
        id = "api-path-sunset-parse" if verdict is Removal.INVALID else f"api-{_whole(pair)}removed-{_WORDS[verdict]}"
        yield pair.note(id, f"{pair.label} was removed {_HOW[verdict]}").shown_by(pair.label)
    elif pair.base is not None and pair.revision is not None and _both_deprecated(pair.base, pair.revision):
        yield from _broken_sunset(pair, pair.base, pair.revision)
