"""servers: where the API is reached changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specforge.diff.pairs import DocumentPair, Note, OperationPair
from specforge.diff.rule import Context, rule
from specforge.document.model import Operation, Server


@rule(
    "Document",
    "Operation",
    warnings=("api-server-removed",),
    infos=("api-server-added",),
    wire=("api-server-removed",),
)
def check(pair: DocumentPair | OperationPair, context: Context) -> Iterator[Note]:
    """Where the API is reached changed."""
    if isinstance(pair, DocumentPair):
        yield from _moved(pair, pair.base.servers, pair.revision.servers, "")
    elif pair.base is not None and pair.revision is not None and (_has_own(pair.base) or _has_own(pair.revision)):
        yield from _moved(pair, pair.base.servers, pair.revision.servers, f" for {pair.label}")


def _moved(
    pair: DocumentPair | OperationPair, olds: Sequence[Server], news: Sequence[Server], where: str
) -> Iterator[Note]:
    before, after = (dict.fromkeys(server.url.rstrip("/") or "/" for server in side) for side in (olds, news))
    for kind, urls, others in (("removed", before, after), ("added", after, before)):
        for url in [url for url in urls if url not in others]:
            yield pair.note(f"api-server-{kind}", f"the server `{url}` was {kind}{where}", "servers", detail=url)


def _has_own(operation: Operation) -> bool:
    """Whether the operation does not take the servers of the document."""
    return operation.get("servers") is not None or operation.path_item.get("servers") is not None
