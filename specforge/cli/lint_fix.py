"""``specforge lint --fix`` and ``--diff``: the fixes of all documents, then what is left to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from specforge.cli.context import Globals
from specforge.cli.rewriting import Pair, diff_of, write_all
from specforge.counting import counted
from specforge.document.load import load
from specforge.document.model import Document
from specforge.document.source import Source
from specforge.errors import InputError, UsageError
from specforge.findings.model import Finding
from specforge.findings.repair import Repaired, repair
from specforge.lint.run import Checked, Job, check, check_document
from specforge.lint.unreadable import finding_of

# The formats that say of a finding how it would be fixed.
_WITH_FIXES = ("json", "jsonl", "sarif")


@dataclass
class Fixed:
    """What the fixes made of the documents of a run. ``checked`` is what is left; ``stdin`` is what standard input
    is now, changed or not; ``files`` are the URIs that each document is made of."""

    checked: list[Checked] = field(default_factory=list)
    pairs: dict[str, Pair] = field(default_factory=dict)
    count: int = 0
    refused: list[tuple[Finding, str]] = field(default_factory=list)
    stdin: Source | None = None
    files: list[frozenset[str]] = field(default_factory=list)


def fix_all(globals: Globals, jobs: list[Job], flags: Mapping[str, Any]) -> Fixed:
    """Fix the documents of all jobs: written with --fix, shown with --diff, which ends the command.

    Raises UsageError and OutputError.
    """
    if flags["diff"] and globals.format != "text":
        raise UsageError(
            f"--diff shows text, and has no {globals.format} format",
            help=f"leave --diff out: the {globals.format} report of the findings says how they would be fixed"
            if globals.format in _WITH_FIXES
            else "leave --diff or the format out",
        )
    fixed = Fixed()
    for job in jobs:
        fixed.checked.append(_fix(fixed, job, unsafe=flags["unsafe_fixes"]))
        globals.console.detail(f"looked for fixes in {job.name}" if flags["diff"] else f"fixed {job.name}")
    _protect(globals, fixed, jobs)
    for finding, reason in fixed.refused:
        place = finding.place
        line, column = place.region.line, place.region.column
        globals.console.detail(f"{place.file}:{line}:{column}: {finding.rule} cannot be fixed: {reason}")
    if flags["diff"]:
        _show(globals, fixed)
    write_all(globals, fixed.pairs.values())
    return _checked_again(fixed)


def _fix(fixed: Fixed, job: Job, *, unsafe: bool) -> Checked:
    """What is left of a document after its fixes; those of the documents before it are in the files already."""
    try:
        document = load(job.location, job.load)
    except InputError as problem:
        fixed.files.append(frozenset())
        return Checked(job, [finding_of(problem)], failure=problem)
    known = {uri: new for uri, (_, new) in fixed.pairs.items()}
    if known:
        document = document.renewed(known)
    last: dict[str, Any] = {}

    def find(document: Document) -> list[Finding]:
        last["checked"] = check_document(document, job)
        return list(last["checked"].findings)

    repaired = repair(document, find, unsafe=unsafe)
    _note(fixed, repaired)
    fixed.files.append(frozenset(repaired.document.sources))
    checked: Checked = last["checked"]
    return checked


def _note(fixed: Fixed, repaired: Repaired) -> None:
    for uri, new in repaired.changed.items():
        old, _ = fixed.pairs.get(uri, (repaired.original[uri], new))
        fixed.pairs[uri] = (old, new)
    fixed.count += repaired.fixed
    fixed.refused += repaired.refused
    if repaired.document.root.path is None and "://" not in repaired.document.root.name:
        fixed.stdin = repaired.document.root


def _protect(globals: Globals, fixed: Fixed, jobs: list[Job]) -> None:
    """What one document no longer needs, another one may refer to: such a file stays as it is."""
    for job, files in zip(jobs, fixed.files, strict=True):
        shared = [uri for uri in files & fixed.pairs.keys() if sum(uri in other for other in fixed.files) > 1]
        if not shared or job.location == "-":
            continue
        document = load(job.location, job.load)
        changed = document.renewed({uri: new for uri, (_, new) in fixed.pairs.items()})
        if _loose_ends(changed) > _loose_ends(document):
            for uri in shared:
                old, _ = fixed.pairs.pop(uri)
                globals.console.progress(f"{old.name} was not changed: {job.name} needs what would go")


def _loose_ends(document: Document) -> int:
    return sum(reference.target is None for reference in document.index.references)


def _show(globals: Globals, fixed: Fixed) -> None:
    failures = [one.failure for one in fixed.checked if one.failure]
    globals.console.result(diff_of(fixed.pairs.values()), globals.output_path)
    for failure in failures:
        globals.console.error(f"{failure.file}:{failure.line}:{failure.column}: {failure.message}")
    globals.console.progress(
        f"{counted(fixed.count, 'fix', 'fixes')} would be made in {counted(len(fixed.pairs), 'file')}"
    )
    code = max((failure.exit_code for failure in failures), default=1 if fixed.pairs else 0)
    click.get_current_context().exit(code)


def _checked_again(fixed: Fixed) -> Fixed:
    """Documents that share a file with one that was fixed later: their findings have moved."""
    if len(fixed.checked) > 1 and fixed.pairs:
        fixed.checked = [one if one.failure or one.job.location == "-" else check(one.job) for one in fixed.checked]
    return fixed
