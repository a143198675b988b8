"""webhooks: a webhook came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import DocumentPair, Note
from specforge.diff.rule import Context, rule
from specforge.document.model import PathItem


def _methods(pair: DocumentPair, name: str, old: PathItem, new: PathItem) -> Iterator[Note]:
    """The calls of one webhook, which may use several methods."""
    before, now = ({operation.method for operation in item.operations} for item in (old, new))
    for method in sorted(before ^ now):
        kind = "added" if method in now else "removed"
        message = f"the {method.upper()} of the webhook `{name}` was {kind}"
        yield pair.note(f"webhook-{kind}", message, "webhooks", name, detail=f"{name} {method}")


@rule(
    "Document",
    errors=("webhook-removed",),
    infos=("webhook-added",),
    wire=("webhook-removed",),
    client=("webhook-added",),
)
def check(pair: DocumentPair, context: Context) -> Iterator[Note]:
    """A webhook came or went."""

    olds, news = pair.base.webhooks, pair.revision.webhooks
    for name in {**news, **olds}:
        if (name in olds) != (name in news):
            kind = "added" if name in news else "removed"
            yield pair.note(f"webhook-{kind}", f"the webhook `{name}` was {kind}", "webhooks", name, detail=name)
        elif name in olds:
            yield from _methods(pair, name, olds[name], news[name])
