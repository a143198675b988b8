"""webhooks: a webhook came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import DocumentPair, Note
from specforge.diff.rule import Context, rule


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
