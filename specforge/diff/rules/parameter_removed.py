"""parameter-removed: a parameter was removed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import Removal, parse_date, removed
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule
from specforge.document.model import Parameter

_IDS = {
    Removal.UNANNOUNCED: "request-parameter-removed",
    Removal.ANNOUNCED: "request-parameter-removed-with-deprecation",
    Removal.TOO_SOON: "request-parameter-removed-before-sunset",
    Removal.INVALID: "request-parameter-sunset-parse",
}
_HOW = {
    Removal.UNANNOUNCED: "",
    Removal.ANNOUNCED: "after it was deprecated",
    Removal.TOO_SOON: "before its sunset",
    Removal.INVALID: "with a sunset that is no date",
}


def _broken_sunset(pair: ParameterPair, base: Parameter, revision: Parameter) -> Iterator[Note]:
    """A sunset that cannot be read tells nobody when the parameter goes."""
    old, new = base.get("x-sunset"), revision.get("x-sunset")
    is_new = not base.deprecated and new is not None and parse_date(new) is None
    is_moved = base.deprecated and old != new and old is not None and new is not None
    if is_new or (is_moved and None in (parse_date(old), parse_date(new))):
        yield pair.note("request-parameter-sunset-parse", f"the sunset of {pair.subject} is no date", "x-sunset")


@rule(
    "Parameter",
    errors=(
        "request-parameter-removed-before-sunset",
        "request-parameter-sunset-parse",
    ),
    warnings=("request-parameter-removed",),
    infos=("request-parameter-removed-with-deprecation",),
    client=(
        "request-parameter-removed",
        "request-parameter-removed-*",
    ),
    docs=("request-parameter-sunset-parse",),
)
def check(pair: ParameterPair, context: Context) -> Iterator[Note]:
    """A parameter was removed."""

    if pair.base is not None and pair.revision is None:
        verdict = removed(pair.base, context.settings)
        yield pair.note(_IDS[verdict], f"{pair.subject} was removed {_HOW[verdict]}".rstrip())
    elif pair.base is not None and pair.revision is not None and pair.revision.deprecated:
        yield from _broken_sunset(pair, pair.base, pair.revision)
