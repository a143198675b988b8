"""callbacks: a callback of an operation came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.rule import Context, rule
from specforge.diff.sent import CallbackPair
from specforge.document.model import PathItem


def _methods(item: PathItem | None) -> list[str]:
    return [operation.method for operation in item.operations] if item is not None else []


@rule(
    "Callback",
    errors=("callback-removed",),
    infos=("callback-added",),
    client=("callback-added",),
)
def check(pair: CallbackPair, context: Context) -> Iterator[Note]:
    """A callback of an operation came or went."""

    olds, news = _methods(pair.base), _methods(pair.revision)
    for method in dict.fromkeys((*news, *olds)):
        if (method in olds) != (method in news):
            kind = "added" if method in news else "removed"
            message = f"the callback `{pair.name}`, a {method.upper()} to `{pair.expression}`, was {kind}"
            note = pair.note(f"callback-{kind}", message, detail=method)
            yield note.shown_by(f"{method.upper()} to `{pair.expression}` never comes")
