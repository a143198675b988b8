"""wrapped-in-one-of: a schema became a choice of several others."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-body-wrapped-in-one-of",
        "response-body-wrapped-in-one-of",
    ),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A schema became a choice of several others."""

    if pair.is_wrapped:
        message = f"{pair.subject} must match one of several schemas now, none of which is the one that it had"
        yield pair.note("wrapped-in-one-of", message, "oneOf")
