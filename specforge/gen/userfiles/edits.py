"""How the contract was edited since the code was generated: operations added, removed, renamed, moved, changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.findings.model import Finding, Severity
from specforge.gen.manifest import Known, Record


def contract_edits(
    document: Document, now: Mapping[str, Known], before: Record, told: Collection[str]
) -> Iterator[Finding]:
    """The edits that are not ``told`` yet: labels of operations that concern the user's code."""
    places = {operation.label: operation.place for operation in document.operations}
    gone = {known.label: key for key, known in before.operations.items() if key not in now}
    labels = {known.label for known in now.values()}
    if not before.operations:
        return
    for key, known in now.items():
        message = _edit(key, known, before, gone)
        if message and known.label not in told and known.label in places:
            yield _finding(message, places[known.label], known.label)
    for label in gone.keys() - labels - set(told):
        yield _finding(f"{label} is gone", Place(document.root, ("paths",)), label)


def _edit(key: str, known: Known, before: Record, gone: Mapping[str, str]) -> str | None:
    old = before.operations.get(key)
    if old is None:
        name = gone.get(known.label)
        return f"{known.label} is `{key}` now, and was `{name}`" if name else f"{known.label} is new"
    if old.label != known.label:
        return f"`{key}` is {known.label} now, and was {old.label}"
    return f"{known.label} has changed" if old.digest != known.digest else None


def _finding(message: str, place: Place, label: str) -> Finding:
    return Finding("gen-contract-edit", Severity.INFO, f"{message}, which the code does not know yet", place, label)
