"""The baseline: findings that are known and accepted, in a file that a reviewer can read.

A finding is known by its rule and its fingerprint, so that it stays known when lines move, when neighbours come and go
and when the command is run from another folder. Where several findings have one fingerprint, the file says how many.
A contract failure is known in the operations that are named, and any entry until its last day where it has one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from specforge.document.load import read_bytes
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.errors import InputError, UsageError
from specforge.findings.fingerprint import exists_in_project, file_of, fingerprint
from specforge.findings.model import Finding, Hidden

VERSION = 1
_ABOUT = (
    "Accepted findings: --baseline-update writes this file, --baseline reads it. `until` is the last day of an entry."
)


class Key(NamedTuple):
    """What tells findings apart."""

    rule: str
    fingerprint: str


class Known(NamedTuple):
    """An entry, accepted until the day ``until`` (ISO 8601) and in these operations, if any. All but these, key and
    times is there for the reader: it is what was true when the entry was written."""

    file: str
    pointer: str
    key: Key
    message: str
    times: int
    until: str = ""
    operations: tuple[str, ...] = ()

    def is_over(self, today: date) -> bool:
        """True after the last day."""
        return bool(self.until) and date.fromisoformat(self.until) < today


class Baseline(NamedTuple):
    """The entries of one file. ``path`` is where it lies."""

    path: Path
    entries: Sequence[Known] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """``new`` is in no baseline, ``known`` is in it, and the findings of ``fixed`` were not found any more."""

    new: list[Finding]
    known: list[Hidden] = field(default_factory=list)
    fixed: list[Known] = field(default_factory=list)


class Scope(NamedTuple):
    """What a run looked at, for each document its files (see ``file_of``) and the rules that were chosen for it: only
    of those can it say that something is fixed."""

    documents: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    def holds(self, entry: Known) -> bool:
        return any(entry.file in files and entry.key.rule in rules for files, rules in self.documents)


def read_baseline(path: Path) -> Baseline:
    """Raises UsageError, with a line where there is one, for a file that is missing or no baseline."""
    try:
        source = Source(path.absolute().as_uri(), str(path), read_bytes(path), path)
    except FileNotFoundError as problem:
        help = "run with --baseline-update to write it"
        raise UsageError(f"there is no baseline {path}", help=help) from problem
    except OSError as problem:
        raise UsageError(f"cannot read the baseline {path}: {problem.strerror}") from problem
    except InputError as problem:
        message = f"the baseline is not readable: {problem.message}"
        raise UsageError(
            message, help=problem.help, file=str(path), line=problem.line, column=problem.column
        ) from problem
    return Baseline(path, tuple(_entries(source)))


def compare(findings: Iterable[Finding], baseline: Baseline, scope: Scope, today: date | None = None) -> Compared:
    """Tells the new findings from the known ones, in their order. What was known and is new again says why."""
    today = today or date.today()
    left = Counter[Key]()
    entries: dict[Key, Known] = {}
    for entry in baseline.entries:
        entries[entry.key] = entry
        left[entry.key] += entry.times if not entry.is_over(today) else 0
    new: list[Finding] = []
    known: list[Hidden] = []
    for finding in findings:
        key = key_of(finding)
        entry_of_it = entries.get(key)
        strangers = _strangers(finding, entry_of_it) if entry_of_it else []
        if left[key] > 0 and not strangers:
            left[key] -= 1
            known.append(Hidden(finding, "baseline", _reason(entry_of_it)))
        else:
            new.append(_not_known(finding, entry_of_it, strangers, today))
    gone = _gone(baseline)
    fixed = [_rest(entry, left) for entry in baseline.entries if scope.holds(entry) or entry.file in gone]
    return Compared(new, known, [entry for entry in fixed if entry.times])


def updated(baseline: Baseline, findings: Iterable[Finding], scope: Scope, until: date | None = None) -> Baseline:
    """The baseline that knows exactly these findings, and what it knew of files and rules that were not looked at.
    ``until`` is the last day of what is new; what was known keeps its own."""
    last_days = {entry.key: entry.until for entry in baseline.entries}
    counts = Counter[Known]()
    for finding in findings:
        place, key = finding.place, key_of(finding)
        last = last_days.get(key, until.isoformat() if until else "")
        counts[Known(file_of(place), place.pointer, key, finding.message, 0, last, _operations(finding))] += 1
    entries = [entry._replace(times=count) for entry, count in counts.items()]
    gone, keys = _gone(baseline), {entry.key for entry in entries}
    untouched = [
        entry
        for entry in baseline.entries
        if not scope.holds(entry) and entry.file not in gone and entry.key not in keys
    ]
    return Baseline(baseline.path, sorted({*entries, *untouched}))


def key_of(finding: Finding) -> Key:
    return Key(finding.rule, fingerprint(finding))


def text_of(baseline: Baseline) -> str:
    """The file: JSON with an entry a line, sorted, so that a diff shows what came and what went."""
    lines = ",\n".join(f"    {json.dumps(_data(entry), ensure_ascii=False)}" for entry in baseline.entries)
    rows = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "about": {json.dumps(_ABOUT)},\n  "findings": {rows}\n}}\n'


def _operations(finding: Finding) -> tuple[str, ...]:
    """Where a contract failure shows that may show elsewhere, too."""
    own = (finding.operation,) if finding.operation and finding.details else ()
    return finding.operations or own


def _strangers(finding: Finding, entry: Known) -> list[str]:
    """The operations that show what was accepted in others."""
    return [label for label in _operations(finding) if label not in entry.operations] if entry.operations else []


def _reason(entry: Known | None) -> str:
    return f"accepted until {entry.until}" if entry and entry.until else ""


def _not_known(finding: Finding, entry: Known | None, strangers: list[str], today: date) -> Finding:
    if entry is not None and entry.is_over(today):
        return replace(finding, message=f"{finding.message} (accepted until {entry.until}, which is over)")
    if strangers:
        return replace(finding, message=f"{finding.message} (not accepted in {', '.join(strangers)})")
    return finding


def _rest(entry: Known, left: Counter[Key]) -> Known:
    """The entry with what is left of its count, which is taken off so that its namesakes do not claim it again."""
    count = min(entry.times, max(left[entry.key], 0))
    left[entry.key] -= count
    return entry._replace(times=count)


def _gone(baseline: Baseline) -> set[str]:
    """The files that do not exist any more: no run would ever look at them."""
    files = {entry.file for entry in baseline.entries}
    return {file for file in files if not exists_in_project(file, baseline.path)}


def _data(entry: Known) -> dict[str, Any]:
    data: dict[str, Any] = {"file": entry.file, "pointer": entry.pointer, "rule": entry.key.rule}
    if entry.times != 1:
        data["count"] = entry.times
    if entry.until:
        data["until"] = entry.until
    if entry.operations:
        data["operations"] = list(entry.operations)
    return {**data, "message": entry.message, "fingerprint": entry.key.fingerprint}


def _entries(source: Source) -> Iterable[Known]:
    value = source.value
    if not isinstance(value, dict) or not isinstance(value.get("findings"), list):
        raise _problem(source, "a baseline is an object with a list of `findings`")
    if value.get("version") != VERSION:
        raise _problem(source, f"this baseline has version {value.get('version')!r}, not {VERSION}", "version")
    for index, item in enumerate(value["findings"]):
        entry = item if isinstance(item, dict) else {}
        key, count = Key(entry.get("rule", ""), entry.get("fingerprint", "")), entry.get("count", 1)
        if not all(isinstance(part, str) and part for part in key):
            raise _problem(source, "an entry needs a `rule` and a `fingerprint`", "findings", str(index))
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise _problem(source, "`count` must be a number of at least 1", "findings", str(index), "count")
        file, pointer, message = (str(entry.get(name, "")) for name in ("file", "pointer", "message"))
        operations = tuple(map(str, items)) if isinstance(items := entry.get("operations"), list) else ()
        yield Known(file, pointer, key, message, count, _until(source, entry, index), operations)


def _until(source: Source, entry: dict[str, Any], index: int) -> str:
    text = entry.get("until", "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except (TypeError, ValueError) as problem:
        raise _problem(source, "`until` must be a day such as 2026-12-31", "findings", str(index), "until") from problem


def _problem(source: Source, message: str, *tokens: str) -> UsageError:
    region = Place(source, tokens).region
    help = "mend the line, or remove the file and write it anew with --baseline-update"
    return UsageError(message, help=help, file=source.name, line=region.line, column=region.column)
