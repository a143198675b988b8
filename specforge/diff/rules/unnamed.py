"""unnamed: a schema changed in a way that no other rule names, and a message shows that it breaks."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.change import Direction
from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.schema_pair import UnnamedPair


@rule(
    "Unnamed",
    errors=("request-schema-narrowed", "response-schema-widened"),
)
def check(unnamed: UnnamedPair, context: Context) -> Iterator[Note]:
    """A schema changed in a way that no other rule names, and a message shows that it breaks."""
    pair = unnamed.schemas
    proof = context.seek(pair) if unnamed.keywords is None else context.prove(pair, unnamed.keywords)
    if proof is None:
        return
    words = ("narrowed", "allows less") if pair.direction is Direction.REQUEST else ("widened", "allows more")
    message = f"{pair.subject} {words[1]} than before"
    yield pair.named_note((f"{pair.direction.value}-schema-{words[0]}",), message).shown_by(str(proof))
