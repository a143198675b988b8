"""property-deprecated: a property was announced to go away, or no longer is."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import Announced, announced
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair

_SUFFIXES = {
    Announced.PLAIN: "deprecated",
    Announced.WITH_SUNSET: "deprecated-with-sunset",
    Announced.MISSING: "deprecated-sunset-missing",
    Announced.INVALID: "deprecated-sunset-invalid",
    Announced.TOO_SOON: "sunset-date-too-small",
}


@rule(
    "Schema",
    errors=(
        "request-property-deprecated-sunset-invalid",
        "request-property-deprecated-sunset-missing",
        "request-property-sunset-date-too-small",
        "response-property-deprecated-sunset-invalid",
        "response-property-deprecated-sunset-missing",
        "response-property-sunset-date-too-small",
    ),
    infos=(
        "request-property-deprecated",
        "request-property-deprecated-with-sunset",
        "request-property-reactivated",
        "response-property-deprecated",
        "response-property-deprecated-with-sunset",
        "response-property-reactivated",
    ),
    docs=("*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A property was announced to go away, or no longer is."""

    if pair.both is None or not pair.name:
        return
    old, new = pair.both
    if old.flag("deprecated") == new.flag("deprecated"):
        return
    if not new.flag("deprecated"):
        yield pair.note("reactivated", f"{pair.subject} is no longer deprecated", "deprecated")
        return
    days = context.settings.days_for(pair.level)
    verdict, text = announced(new.get("x-sunset"), days, context.settings)
    yield pair.note(_SUFFIXES[verdict], f"{pair.subject} was deprecated{text}", "deprecated")
