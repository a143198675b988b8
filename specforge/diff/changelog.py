"""Changelog: what changed for somebody who never saw the document, in the sections of Keep a Changelog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from specforge.diff.change import Change
from specforge.document.model import Document
from specforge.findings.model import Severity

# So many operations are named where a change concerns more.
_SHOWN = 5


class Section(Enum):
    """The sections that https://keepachangelog.com/en/1.1.0/ has, in its order."""

    ADDED = "Added"
    CHANGED = "Changed"
    DEPRECATED = "Deprecated"
    REMOVED = "Removed"
    SECURITY = "Security"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence. ``breaking``: somebody who relies on what was there has to do something."""

    id: str
    text: str
    breaking: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What changed of one operation. ``operation`` is a label such as ``GET /users``, None for the API as a whole."""

    operation: str | None
    summary: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Changelog:
    """One release: its version, its day, and what changed, by section and operation."""

    title: str
    version: str
    day: date
    sections: Mapping[Section, tuple[Group, ...]]

    @property
    def breaking(self) -> int:
        """How many entries break somebody."""
        groups = (group for groups in self.sections.values() for group in groups)
        return sum(entry.breaking for group in groups for entry in group.entries)


def changelog_of(
    changes: Iterable[Change], base: Document, revision: Document, day: date, version: str | None = None
) -> Changelog:
    """The release that the changes make, under ``version`` or the one of the revision."""
    summaries = {
        operation.label: operation.summary for document in (base, revision) for operation in document.operations
    }
    sections: dict[Section, dict[str | None, dict[str, Entry]]] = {}
    for change in changes:
        groups = sections.setdefault(section_of(change.id), {})
        text = _sentence(change)
        entry = Entry(change.id, text, change.severity.reaches(Severity.WARNING))
        groups.setdefault(change.operation, {}).setdefault(text, entry)
    ordered = {section: tuple(_groups(sections[section], summaries)) for section in Section if section in sections}
    return Changelog(revision.title, version or revision.api_version or "Unreleased", day, ordered)


def section_of(id: str) -> Section:
    """Where a reader looks for a change of this kind."""
    if "security" in id:
        return Section.SECURITY
    if "deprecated" in id or "sunset" in id:
        return Section.DEPRECATED if "removed" not in id else Section.REMOVED
    if "removed" in id.split("-"):
        return Section.REMOVED
    return Section.ADDED if {"added", "new"} & set(id.split("-")) else Section.CHANGED


def _groups(groups: Mapping[str | None, Mapping[str, Entry]], summaries: Mapping[str, str | None]) -> Sequence[Group]:
    """What concerns the whole API first; what breaks before what does not."""
    made = [
        Group(label, summaries.get(label or ""), tuple(sorted(found.values(), key=lambda entry: not entry.breaking)))
        for label, found in groups.items()
    ]
    return sorted(made, key=lambda group: group.operation is not None)


def _sentence(change: Change) -> str:
    """The message as a sentence of its own. It stands below the operation, which it need not name again."""
    message = change.message
    if change.operation and message.startswith(f"{change.operation} "):
        message = f"the operation {message.removeprefix(change.operation).lstrip()}"
    text = message[:1].upper() + message[1:]
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    return f"{text} It concerns {_listed(change.operations)}." if len(change.operations) > 1 else text


def _listed(labels: Sequence[str]) -> str:
    shown = ", ".join(f"`{label}`" for label in labels[:_SHOWN])
    return shown if len(labels) <= _SHOWN else f"{shown} and {len(labels) - _SHOWN} more"
