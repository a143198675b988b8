"""Which operations are not what they were in another version of the document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from specforge.document.closure import Pair, changed
from specforge.document.model import Document, Operation
from specforge.document.node import Node
from specforge.document.revision import Revision, document_at
from specforge.errors import UsageError


def changed_since(document: Document, revision: str, asked: str = "--changed-since") -> frozenset[str]:
    """The labels of operations that are new or differ, together with all they refer to, from a git revision.

    Raises UsageError where there is no such revision, and for a document that is no file.
    """
    if document.root.path is None:
        raise UsageError(f"{asked} {revision} needs a document that is a file")
    with Revision(Path(document.root.path).absolute().parent, revision, asked) as opened:
        then = document_at(opened, document)
        return changed_operations(document, then)


def changed_operations(now: Document, then: Document | None) -> frozenset[str]:
    """The labels of those that are new or differ, together with all they refer to."""
    before = {operation.label: operation for operation in then.operations} if then is not None else {}
    new = {operation.label for operation in now.operations if operation.label not in before}
    pairs = {
        operation.label: list(_pairs(operation, before[operation.label]))
        for operation in now.operations
        if operation.label in before
    }
    differing = changed(pair for found in pairs.values() for pair in found if pair is not None)
    return frozenset(new | {label for label, found in pairs.items() if None in found or differing & {*found}})


def _pairs(now: Operation, then: Operation) -> Iterator[Pair | None]:
    """All that an operation is made of; None for a part that only one version has."""
    yield Pair(now.node, then.node)
    for name in ("parameters", "servers"):
        yield from _pair(now.path_item.node.at(name), then.path_item.node.at(name))
    for name in ("security", "servers", "basePath", "consumes", "produces"):
        if now.node.get(name) is None:
            yield from _pair(now.document.node.at(name), then.document.node.at(name))
    for scheme in sorted({scheme for requirement in now.security for scheme in requirement.schemes}):
        ours, theirs = (document.security_schemes.get(scheme) for document in (now.document, then.document))
        yield from _pair(ours.node if ours else None, theirs.node if theirs else None)


def _pair(now: Node | None, then: Node | None) -> Iterator[Pair | None]:
    if now is not None and then is not None:
        yield Pair(now, then)
    elif now is not then:
        yield None
