"""``specforge test --baseline F``: failures that are known and accepted, perhaps until a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from specforge.atomic import write_atomically
from specforge.cli.options import Globals
from specforge.contract.problem import PREFIX
from specforge.counting import counted
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import UsageError
from specforge.findings.baseline import Baseline, Scope, compare, read_baseline, text_of, updated
from specforge.findings.fingerprint import file_of
from specforge.findings.model import Finding, Hidden


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a run may accept. ``until`` is the last day of what is written down now."""

    path: Path
    writes: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The findings that count, those that do not, and what the summary says of both."""

    findings: list[Finding]
    hidden: list[Hidden] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def acceptance_of(path: Path | None, *, writes: bool, until: str | None) -> Acceptance | None:
    """What --baseline and its companions ask for. Raises UsageError, before anything is run."""
    if path is None:
        if writes or until:
            option = "--baseline-update" if writes else "--baseline-until"
            raise UsageError(f"{option} needs a baseline", help="name the file: --baseline contract-baseline.json")
        return None
    if until and not writes:
        raise UsageError("--baseline-until is for what --baseline-update writes down")
    if not writes:
        read_baseline(path)
    return Acceptance(path, writes, _day(until) if until else None)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise UsageError(f"--baseline-until: {text!r} is no day", help="write it as 2026-12-31") from problem


def accept(
    globals: Globals, acceptance: Acceptance | None, document: Document, findings: list[Finding], *, is_whole: bool
) -> Left:
    """The findings without those that are accepted. Unless the run ``is_whole`` (all operations, to its end), nothing
    counts as mended. Raises UsageError and OutputError."""
    if acceptance is None:
        return Left(findings)
    path = acceptance.path
    before = Baseline(path) if acceptance.writes and not path.exists() else read_baseline(path)
    scope = _scope(document, before) if is_whole else Scope()
    compared = compare(findings, before, scope)
    mended = sum(entry.times for entry in compared.fixed)
    if acceptance.writes:
        after = updated(before, findings, scope, acceptance.until)
        write_atomically(path, text_of(after))
        counts = f"{counted(len(after.entries), 'finding')} ({len(compared.new)} new), {mended} fixed taken out"
        globals.console.progress(f"{path}: {counts}")
        compared = compare(findings, after, scope)
    facts = {"known": len(compared.known), "new": len(compared.new), "fixed": mended}
    return Left(compared.new, compared.known, facts)


def _scope(document: Document, baseline: Baseline) -> Scope:
    """All files of the document, and every rule of contract tests that the baseline has."""
    files = frozenset(file_of(Place(source, ())) for source in (document.root, *document.sources.values()))
    rules: Sequence[str] = [entry.key.rule for entry in baseline.entries if entry.key.rule.startswith(PREFIX)]
    return Scope(((files, frozenset(rules)),))
