"""Which operations of a document are tested."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable

from specforge.contract.selection.shard import share_of
from specforge.contract.settings import Settings
from specforge.document.model import Document, Operation
from specforge.errors import UsageError
from specforge.registry import did_you_mean


class NothingChanged(UsageError):
    """There is something to test, but what may be selected is limited to what has changed, and nothing has."""


def cookies_of(operations: Iterable[Operation]) -> frozenset[str]:
    """The names of the cookies that are parameters."""
    parameters = (parameter for operation in operations for parameter in operation.parameters)
    return frozenset(parameter.name for parameter in parameters if parameter.location == "cookie")


def select(document: Document, settings: Settings) -> tuple[Operation, ...]:
    """The operations that ``include`` names, or all, without those that ``exclude`` names.

    A name is an operationId, a label (``GET /users``), a path, a method or a tag, or a pattern for one (``/users/*``).
    Raises UsageError for a name that no operation has, and when nothing is left.
    """
    operations = document.operations
    for name in (*settings.include, *settings.exclude):
        _require_known(name, operations, document)
    chosen = [op for op in operations if not settings.include or any(_has(op, name) for name in settings.include)]
    chosen = [op for op in chosen if not any(_has(op, name) for name in settings.exclude)]
    if chosen and settings.labels is not None:
        chosen = [op for op in chosen if op.label in settings.labels]
        if not chosen:
            raise NothingChanged("nothing to test: no operation that is selected has changed")
    if not chosen:
        reason = "every operation is excluded" if operations else "the document has no operations"
        raise UsageError(f"nothing to test: {reason}")
    return _share(chosen, settings)


def _share(chosen: list[Operation], settings: Settings) -> tuple[Operation, ...]:
    """What this machine tests of it. Where a part of the operations has changed, machines may have nothing to do."""
    if settings.shard is None:
        return tuple(chosen)
    mine = share_of(chosen, settings.shard)
    if not mine:
        kind = UsageError if settings.labels is None else NothingChanged
        raise kind(f"nothing to test: {len(chosen)} operations are too few for shard {settings.shard}")
    return mine


def _has(operation: Operation, name: str) -> bool:
    if name.startswith("/"):
        return fnmatch.fnmatchcase(operation.path, name) or operation.path == name
    names = {operation.operation_id, operation.label, operation.method, operation.method.upper(), *operation.tags}
    return name in names or any(fnmatch.fnmatchcase(known, name) for known in names if known)


def _require_known(name: str, operations: tuple[Operation, ...], document: Document) -> None:
    if any(_has(operation, name) for operation in operations):
        return
    known = {text for op in operations for text in (op.operation_id, op.label, op.path, *op.tags) if text}
    raise UsageError(
        f"no operation, path, method or tag {name!r} in {document.root.name}", help=did_you_mean(name, sorted(known))
    )
