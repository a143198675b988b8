"""sent-body: whether the server sends a body to a webhook or callback changed."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.sent import SentBodyPair


@rule(
    "SentBody",
    errors=(
        "callback-body-became-optional",
        "callback-body-removed",
        "webhook-body-became-optional",
        "webhook-body-removed",
    ),
    infos=(
        "callback-body-added",
        "callback-body-became-required",
        "webhook-body-added",
        "webhook-body-became-required",
    ),
    client=("*-added", "*-became-required"),
)
def check(pair: SentBodyPair, context: Context) -> Iterator[Note]:
    """Whether the server sends a body to a webhook or callback changed."""

    witness = f"{pair.operation.label} without a body"
    if pair.base is None and pair.revision is not None:
        yield pair.note(f"{pair.kind}-body-added", "a body is sent now")
    elif pair.base is not None and pair.revision is None:
        yield pair.note(f"{pair.kind}-body-removed", "no body is sent any more").shown_by(witness)
    elif pair.base is not None and pair.revision is not None and pair.base.required != pair.revision.required:
        kind = "required" if pair.revision.required else "optional"
        note = pair.note(f"{pair.kind}-body-became-{kind}", f"the body that is sent became {kind}", "required")
        yield note.shown_by(witness)
