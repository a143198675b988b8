"""Which things are one user's own: what the document says of it, and what two users are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specforge.contract.probing.lists import listing
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, operation_for
from specforge.contract.settings import Identity
from specforge.document.model import Document
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.names import bare, singular
from specforge.values.resources.recognise import EXTENSION

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n\s*[-*]\s")
_PRIVATE = re.compile(
    r"\bprivate\b|\b(somebody|someone|anyone) else.s\b|\bonly (by |to )?(its|their|the) owner\b"
    r"|\bnot yours\b|\b(of|to) (another|other|different) (user|tenant|customer|account|organi[sz]ation)s?\b",
    re.I,
)
_SHARED = re.compile(r"\bpublic|\bshared?\b|\bnot private\b|\bno longer private\b", re.I)
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Privacy:
    """Why a thing is one user's own, and how sure that is."""

    reason: str
    severity: Severity = Severity.WARNING


def privacy(tester: Tester, thing: Thing, other: Identity, answer: Exchange | None) -> Privacy | None:
    """Whether a thing that the tester has created is its own, not to be touched by the ``other`` user, whose attempt to
    read it was answered with ``answer``. None where nothing says so: two users may share what there is."""
    setting = _setting(thing.resource)
    if setting is not None:
        return Privacy("the document says so", Severity.ERROR) if setting else None
    if _is_called_private(tester.document, thing.resource):
        return Privacy("the document calls it private")
    status = answer.status if answer is not None else 0
    if status in (403, 404):
        return Privacy(f"{other.name} cannot read it")
    return Privacy(f"the list of {other.name} does not have it") if _is_hidden(tester, thing, other) else None


def _setting(resource: Resource) -> bool | None:
    """What ``x-specforge-resource: {private: ...}`` says, on any of the operations or their paths."""
    for operation in resource.operations.values():
        for view in (operation, operation.path_item):
            setting = view.get(EXTENSION)
            if isinstance(setting, dict) and isinstance(setting.get("private"), bool):
                return bool(setting["private"])
    return None


def _is_called_private(document: Document, resource: Resource) -> bool:
    """True where a sentence that names the things says that they are private, and nothing of sharing."""
    word = singular(resource.word)
    sentences = (sentence for text in _texts(document, resource) for sentence in _SENTENCE.split(text))
    return any(
        _PRIVATE.search(sentence)
        and not _SHARED.search(sentence)
        and any(singular(each) == word for each in _WORD.findall(sentence))
        for sentence in sentences
    )


def _texts(document: Document, resource: Resource) -> Iterator[str]:
    """Descriptions of the document, of the tags and of the operations."""
    operations = list(resource.operations.values())
    tags = {bare(tag) for operation in operations for tag in operation.tags}
    yield document.description or ""
    yield from (tag.text("description") or "" for tag in document.tags if bare(tag.name or "") in tags)
    for operation in operations:
        for view in (operation, operation.path_item):
            yield from (view.text(field) or "" for field in ("summary", "description"))


def _is_hidden(tester: Tester, thing: Thing, other: Identity) -> bool:
    """True where the tester's list has the thing, and that of the other user does not, seen to its end."""
    if operation_for(tester, thing.resource, Role.LIST) is None:
        return False
    if thing.key not in listing(tester, thing.resource, thing.key).entries:
        return False
    theirs = listing(tester, thing.resource, thing.key, identity=other)
    is_shown = theirs.last is not None and theirs.last.is_accepted
    return is_shown and theirs.is_whole and thing.key not in theirs.entries
