"""property-stability: a property promises more or less stability."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import rank, stability
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair


@rule(
    "Schema",
    errors=(
        "request-property-stability-decreased",
        "response-property-stability-decreased",
    ),
    infos=(
        "request-property-stability-increased",
        "response-property-stability-increased",
    ),
    docs=("*",),
)
def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
    """A property promises more or less stability."""

    if pair.both is None or not pair.name:
        return
    old, new = (stability(side.get("x-stability-level")) for side in pair.both)
    if old is None or new is None or old == new or not context.settings.concerns(old):
        return
    kind = "decreased" if rank(new) < rank(old) else "increased"
    message = f"the stability of {pair.subject} {kind} from {old} to {new}"
    yield pair.note(f"stability-{kind}", message, "x-stability-level")
