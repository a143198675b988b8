"""parameter-required: whether a parameter must be sent changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, ParameterPair
from specforge.diff.rule import Context, rule


@rule(
    "Parameter",
    errors=("request-parameter-became-required",),
    infos=("request-parameter-became-optional",),
    server=("request-parameter-became-optional",),
)
def check(pair: ParameterPair, context: Context) -> Iterator[Note]:
    """Whether a parameter must be sent changed."""

    if pair.base is None or pair.revision is None or pair.base.required == pair.revision.required:
        return
    kind = "required" if pair.revision.required else "optional"
    yield pair.note(f"request-parameter-became-{kind}", f"{pair.subject} became {kind}", "required").shown_by(
        f"{pair.operation.label} without {pair.subject}"
    )
