"""endpoint-deprecated: an operation was announced to go away, or no longer is."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import Announced, announced, level_of
from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule

_IDS = {
    Announced.PLAIN: "endpoint-deprecated",
    Announced.WITH_SUNSET: "endpoint-deprecated-with-sunset",
    Announced.MISSING: "api-deprecated-sunset-missing",
    Announced.INVALID: "api-deprecated-sunset-parse",
    Announced.TOO_SOON: "api-sunset-date-too-small",
}


@rule(
    "Operation",
    errors=(
        "api-deprecated-sunset-missing",
        "api-deprecated-sunset-parse",
        "api-sunset-date-too-small",
    ),
    infos=(
        "endpoint-deprecated",
        "endpoint-deprecated-with-sunset",
        "endpoint-reactivated",
    ),
    docs=("*",),
)
def check(pair: OperationPair, context: Context) -> Iterator[Note]:
    """An operation was announced to go away, or no longer is."""

    if pair.base is None or pair.revision is None or pair.base.deprecated == pair.revision.deprecated:
        return
    if not pair.revision.deprecated:
        yield pair.note("endpoint-reactivated", f"{pair.label} is no longer deprecated", "deprecated")
        return
    days = context.settings.days_for(level_of(pair.revision))
    verdict, text = announced(pair.revision.get("x-sunset"), days, context.settings)
    yield pair.note(_IDS[verdict], f"{pair.label} was deprecated{text}", "deprecated")
