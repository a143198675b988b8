"""response-status: a status that an operation may answer with came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note, ResponsePair
from specforge.diff.rule import Context, rule
from specforge.diff.statuses import is_narrowed


def _is_narrowed(pair: ResponsePair) -> bool:
    """Whether a range of statuses became some that were in it."""
    now = pair.operation.revision
    return now is not None and is_narrowed(pair.status, now.responses)


@rule(
    "Response",
    errors=("response-success-status-removed",),
    infos=(
        "response-non-success-status-added",
        "response-non-success-status-removed",
        "response-status-range-narrowed",
        "response-success-status-added",
    ),
    client=(
        "response-non-success-status-*",
        "response-status-range-narrowed",
        "response-success-status-added",
    ),
)
def check(pair: ResponsePair, context: Context) -> Iterator[Note]:
    """A status that an operation may answer with came or went."""

    if (pair.base is None) == (pair.revision is None):
        return
    if pair.revision is None and _is_narrowed(pair):
        yield pair.note("response-status-range-narrowed", f"of the responses {pair.status}, only some are left")
        return
    kind = "added" if pair.base is None else "removed"
    success = "success" if pair.status.startswith("2") else "non-success"
    yield pair.note(f"response-{success}-status-{kind}", f"the response {pair.status} was {kind}").shown_by(
        f"{pair.operation.label} is answered with another status than {pair.status}"
    )
