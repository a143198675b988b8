"""response-status: a status that an operation may answer with came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, ResponsePair
from specforge.diff.rule import Context, rule


@rule(
    "Response",
    errors=("response-success-status-removed",),
    infos=(
        "response-non-success-status-added",
        "response-non-success-status-removed",
        "response-success-status-added",
    ),
    client=(
        "response-non-success-status-*",
        "response-success-status-added",
    ),
)
def check(pair: ResponsePair, context: Context) -> Iterator[Note]:
    """A status that an operation may answer with came or went."""

    if (pair.base is None) == (pair.revision is None):
        return
    kind = "added" if pair.base is None else "removed"
    success = "success" if pair.status.startswith("2") else "non-success"
    yield pair.note(f"response-{success}-status-{kind}", f"the response {pair.status} was {kind}").shown_by(
        f"{pair.operation.label} is answered with another status than {pair.status}"
    )
