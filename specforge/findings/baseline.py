"""The baseline: findings that are known and accepted, in a file that a reviewer can read.

A finding is known by its rule and its fingerprint, so that it stays known when lines move, when neighbours come and go
and when the command is run from another folder. Where several findings have one fingerprint, the file says how many.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from specforge.document.load import read_bytes
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.errors import InputError, UsageError
from specforge.findings.fingerprint import exists_in_project, file_of, fingerprint
from specforge.findings.model import Finding, Hidden

VERSION = 1
_ABOUT = "Accepted findings. `specforge lint --baseline-update` writes this file; `specforge lint --baseline` reads it."


class Key(NamedTuple):
    """What tells findings apart."""

    rule: str
    fingerprint: str


class Known(NamedTuple):
    """An entry. All but key and times is there for the reader: it is what was true when the entry was written."""

    file: str
    pointer: str
    key: Key
    message: str
    times: int


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


def compare(findings: Iterable[Finding], baseline: Baseline, scope: Scope) -> Compared:
    """Tells the new findings from the known ones, in their order."""
    left = Counter[Key]()
    for entry in baseline.entries:
        left[entry.key] += entry.times
    new: list[Finding] = []
    known: list[Hidden] = []
    for finding in findings:
        key = key_of(finding)
        if left[key] > 0:
            left[key] -= 1
            known.append(Hidden(finding, "baseline"))
        else:
            new.append(finding)
    gone = _gone(baseline)
    fixed = [_rest(entry, left) for entry in baseline.entries if scope.holds(entry) or entry.file in gone]
    return Compared(new, known, [entry for entry in fixed if entry.times])


def updated(baseline: Baseline, findings: Iterable[Finding], scope: Scope) -> Baseline:
    """The baseline that knows exactly these findings, and what it knew of files and rules that were not looked at."""
    counts = Counter[Known]()
    for finding in findings:
        place = finding.place
        counts[Known(file_of(place), place.pointer, key_of(finding), finding.message, 0)] += 1
    entries = [entry._replace(times=count) for entry, count in counts.items()]
    gone = _gone(baseline)
    untouched = [entry for entry in baseline.entries if not scope.holds(entry) and entry.file not in gone]
    return Baseline(baseline.path, sorted({*entries, *untouched}))


def key_of(finding: Finding) -> Key:
    return Key(finding.rule, fingerprint(finding))


def text_of(baseline: Baseline) -> str:
    """The file: JSON with an entry a line, sorted, so that a diff shows what came and what went."""
    lines = ",\n".join(f"    {json.dumps(_data(entry), ensure_ascii=False)}" for entry in baseline.entries)
    rows = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "about": {json.dumps(_ABOUT)},\n  "findings": {rows}\n}}\n'


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
        yield Known(file, pointer, key, message, count)


def _problem(source: Source, message: str, *tokens: str) -> UsageError:
    region = Place(source, tokens).region
    help = "mend the line, or remove the file and write it anew with --baseline-update"
    return UsageError(message, help=help, file=source.name, line=region.line, column=region.column)
