"""sent-parameters: a parameter that the server sends to a webhook or callback came, went or need not come any more."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.sent import SentParameterPair


@rule(
    "SentParameter",
    errors=(
        "callback-parameter-became-optional",
        "callback-parameter-removed",
        "webhook-parameter-became-optional",
        "webhook-parameter-removed",
    ),
    warnings=(
        "callback-optional-parameter-removed",
        "webhook-optional-parameter-removed",
    ),
    infos=(
        "callback-parameter-added",
        "callback-parameter-became-required",
        "webhook-parameter-added",
        "webhook-parameter-became-required",
    ),
    client=("*-added", "*-became-required"),
)
def check(pair: SentParameterPair, context: Context) -> Iterator[Note]:
    """A parameter that the server sends to a webhook or callback came, went or need not come any more."""

    witness = f"{pair.operation.label} without {pair.subject}"
    if pair.base is None:
        yield pair.note(f"{pair.kind}-parameter-added", f"{pair.subject} is sent now")
    elif pair.revision is None:
        optional = "" if pair.base.required else "optional-"
        yield pair.note(f"{pair.kind}-{optional}parameter-removed", f"{pair.subject} is no longer sent").shown_by(
            witness
        )
    elif pair.base.required != pair.revision.required:
        kind = "required" if pair.revision.required else "optional"
        message = f"{pair.subject} became {kind}"
        yield pair.note(f"{pair.kind}-parameter-became-{kind}", message, "required").shown_by(witness)
