"""parameter-deprecated: a parameter was announced to go away, or no longer is."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import Announced, announced, level_of
from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule

_IDS = {
    Announced.PLAIN: "request-parameter-deprecated",
    Announced.WITH_SUNSET: "request-parameter-deprecated",
    Announced.MISSING: "request-parameter-deprecated-sunset-missing",
    Announced.TOO_SOON: "request-parameter-sunset-date-too-small",
}


@rule(
    "Parameter",
    errors=(
        "request-parameter-deprecated-sunset-missing",
        "request-parameter-sunset-date-too-small",
    ),
    infos=(
        "request-parameter-deprecated",
        "request-parameter-reactivated",
    ),
    docs=("*",),
)
def check(pair: ParameterPair, context: Context) -> Iterator[Note]:
    """A parameter was announced to go away, or no longer is."""

    if pair.base is None or pair.revision is None or pair.base.deprecated == pair.revision.deprecated:
        return
    if not pair.revision.deprecated:
        yield pair.note("request-parameter-reactivated", f"{pair.subject} is no longer deprecated", "deprecated")
        return
    days = context.settings.days_for(level_of(pair.operation.revision))
    verdict, text = announced(pair.revision.get("x-sunset"), days, context.settings)
    if verdict is not Announced.INVALID:
        yield pair.note(_IDS[verdict], f"{pair.subject} was deprecated{text}", "deprecated")
