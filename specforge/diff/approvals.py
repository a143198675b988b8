"""Approvals: breaking changes that a team has agreed to, each with a reason, in a file that a reviewer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from specforge.atomic import write_atomically
from specforge.diff.change import Change
from specforge.document.load import read_bytes
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.errors import InputError, UsageError

VERSION = 1
_HEAD = """\
# Breaking changes that are agreed to. `specforge diff --approve FINGERPRINT --reason TEXT` adds to this file;
# `specforge diff --approvals FILE` reads it.
version: 1
approvals:
"""


@dataclass(frozen=True, slots=True)
class Approval:
    """One entry. ``until`` is its last day; None: for ever. ``id``, ``operation`` and ``message`` are for readers."""

    fingerprint: str
    reason: str
    until: date | None = None
    id: str = ""
    operation: str = ""
    message: str = ""

    def holds(self, today: date) -> bool:
        """True up to and on its last day."""
        return self.until is None or today <= self.until


def read_approvals(path: Path) -> list[Approval]:
    """The entries of a file. Raises UsageError, with a line where there is one, for a file that is missing or wrong."""
    try:
        data = read_bytes(path)
    except FileNotFoundError as problem:
        help = "--approve FINGERPRINT --reason TEXT writes it"
        raise UsageError(f"there are no approvals {path}", help=help) from problem
    except OSError as problem:
        raise UsageError(f"cannot read the approvals {path}: {problem.strerror}") from problem
    return _parsed(path, data)


def approvals_of(changes: Iterable[Change], reason: str, until: date | None) -> list[Approval]:
    """An entry for each change; changes that share a fingerprint share an entry."""
    entries = {
        change.fingerprint: Approval(
            change.fingerprint, reason, until, change.id, change.operation or "", change.message
        )
        for change in changes
    }
    return list(entries.values())


def add_approvals(path: Path, added: Sequence[Approval]) -> None:
    """Append to the file, which keeps its comments, or make it. Raises UsageError and OutputError."""
    known = read_approvals(path) if path.exists() else []
    text = read_bytes(path).decode("utf-8") if known else _HEAD
    new = text + ("" if text.endswith("\n") else "\n") + "".join(map(_entry, added))
    if [one.fingerprint for one in _parsed(path, new.encode())] != [one.fingerprint for one in (*known, *added)]:
        raise UsageError(f"cannot add to {path}: its list of approvals is not at its end", file=str(path), line=1)
    write_atomically(path, new)


def _entry(approval: Approval) -> str:
    fields = {
        "fingerprint": approval.fingerprint,
        "id": approval.id,
        "operation": approval.operation,
        "message": approval.message,
        "reason": approval.reason,
        "until": approval.until,
    }
    shown = {name: value for name, value in fields.items() if value}
    lines = yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=10_000).splitlines()
    return "".join(f"{'  - ' if at == 0 else '    '}{line}\n" for at, line in enumerate(lines))


def _parsed(path: Path, data: bytes) -> list[Approval]:
    try:
        source = Source(path.absolute().as_uri(), str(path), data, path)
        return list(_entries(source))
    except InputError as problem:
        message = f"the approvals are not readable: {problem.message}"
        place = {"file": str(path), "line": problem.line, "column": problem.column}
        raise UsageError(message, help=problem.help, **place) from problem  # type: ignore[arg-type]


def _entries(source: Source) -> Iterator[Approval]:
    value = source.value
    listed = value.get("approvals") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(listed or [], list) or "approvals" not in value:
        raise _problem(source, "a file of approvals is an object with a list of `approvals`")
    if value.get("version") != VERSION:
        raise _problem(source, f"these approvals have version {value.get('version')!r}, not {VERSION}", "version")
    for index, item in enumerate(listed or []):
        yield _approval(source, item, ("approvals", str(index)))


def _approval(source: Source, item: Any, tokens: tuple[str, ...]) -> Approval:
    entry = item if isinstance(item, dict) else {}
    fingerprint, reason = entry.get("fingerprint"), entry.get("reason")
    if not isinstance(fingerprint, str) or not fingerprint:
        raise _problem(source, "an approval needs a `fingerprint`, in quotes when it is a number", *tokens)
    if not isinstance(reason, str) or not reason.strip():
        raise _problem(source, "an approval needs a `reason`", *tokens)
    texts = {name: str(entry.get(name) or "") for name in ("id", "operation", "message")}
    return Approval(fingerprint, reason.strip(), _until(source, entry.get("until"), tokens), **texts)


def _until(source: Source, value: Any, tokens: tuple[str, ...]) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _problem(source, f"`until` must be a date such as 2027-01-31, not {value!r}", *tokens, "until") from None


def _problem(source: Source, message: str, *tokens: str) -> UsageError:
    region = Place(source, tokens).region
    return UsageError(message, file=source.name, line=region.line, column=region.column)
