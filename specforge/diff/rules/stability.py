"""stability: an operation promises more or less stability."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.deprecation import rank, stability
from specforge.diff.pairs import Note, OperationPair
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.settings import STABILITY_LEVELS
from specforge.diff.wording import literal


def _unknown_level(pair: SchemaPair) -> Iterator[Note]:
    value = pair.revision.get("x-stability-level") if pair.revision is not None else None
    if stability(value) is None and pair.name:
        message = f"the stability level {literal(value)} of {pair.subject} is none of {', '.join(STABILITY_LEVELS)}"
        yield pair.named_note(("api-invalid-stability-level",), message, "x-stability-level")


@rule(
    "Operation",
    "Schema",
    errors=(
        "api-invalid-stability-level",
        "api-stability-decreased",
    ),
    infos=("api-stability-increased",),
    docs=("*",),
)
def check(pair: OperationPair | SchemaPair, context: Context) -> Iterator[Note]:
    """An operation promises more or less stability."""

    if isinstance(pair, SchemaPair):
        yield from _unknown_level(pair)
        return
    values = [side.get("x-stability-level") for side in (pair.base, pair.revision) if side is not None]
    levels = [stability(value) for value in values]
    for value in [value for value, level in zip(values, levels, strict=True) if level is None][:1]:
        message = f"the stability level {literal(value)} of {pair.label} is none of {', '.join(STABILITY_LEVELS)}"
        yield pair.note("api-invalid-stability-level", message, "x-stability-level")
    if None not in levels and len(levels) == 2 and levels[0] != levels[1]:
        old, new = levels
        kind = "decreased" if rank(new or "") < rank(old or "") else "increased"
        message = f"the stability of {pair.label} {kind} from {old} to {new}"
        yield pair.note(f"api-stability-{kind}", message, "x-stability-level")
