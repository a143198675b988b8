"""answers: a status that a client may answer a webhook or callback with came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.sent import AnswerPair


@rule(
    "Answer",
    errors=("callback-answer-removed", "webhook-answer-removed"),
    infos=("callback-answer-added", "webhook-answer-added"),
    server=("*-added",),
)
def check(pair: AnswerPair, context: Context) -> Iterator[Note]:
    """A status that a client may answer a webhook or callback with came or went."""

    if pair.base is None:
        yield pair.note(f"{pair.kind}-answer-added", f"it may be answered with {pair.status} now")
    elif pair.revision is None:
        note = pair.note(f"{pair.kind}-answer-removed", f"it must not be answered with {pair.status} any more")
        yield note.shown_by(f"{pair.operation.label} is answered with {pair.status}")
