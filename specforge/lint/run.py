"""Linting one document that somebody named: load it, ask the rules, leave out what the author ignores.

A Job says what to do and a Checked what came of it. Jobs do not know of one another, so they may run in any order and
in other processes; what concerns all of them together (baseline, limits, score) is the business of ``verdict``.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field

from specforge.document.load import LoadOptions, load
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import InputError
from specforge.findings.fingerprint import file_of
from specforge.findings.model import Finding, Hidden
from specforge.lint.engine import examine
from specforge.lint.settings import LintSettings
from specforge.lint.unreadable import finding_of
from specforge.lint.verdict import Policy


@dataclass(frozen=True, slots=True)
class Job:
    """A document to lint. ``name`` is what the user called it, ``location`` the file or URL that is meant."""

    name: str
    location: str
    settings: LintSettings = field(default_factory=LintSettings)
    load: LoadOptions = field(default_factory=LoadOptions)
    policy: Policy = field(default_factory=Policy)
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a job.

    ``hidden`` is what the author ignores; ``failure`` is why the document could not be read, which is among the
    findings too. ``files`` were read (see ``file_of``), ``rules`` were asked and more perhaps ``chosen`` (see
    Outcome). ``unchanged`` counts the findings that ``since`` left out; the document has so many ``operations``.
    """

    job: Job
    findings: list[Finding]
    hidden: list[Hidden] = field(default_factory=list)
    failure: InputError | None = None
    files: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    unchanged: int = 0
    operations: int = 0


def check(job: Job) -> Checked:
    """Load the document and lint it. A document that cannot be read is a finding. Raises UsageError."""
    try:
        document = load(job.location, job.load)
    except InputError as problem:
        return Checked(job, [finding_of(problem)], failure=problem)
    return check_document(document, job)


def check_document(document: Document, job: Job) -> Checked:
    """The stages that a document goes through alone. Raises UsageError for a revision that does not exist."""
    outcome = examine(document, job.settings)
    # Only a baseline wants to know, and asking it of thousands of files takes a while.
    sources = document.sources.values() if job.policy.baseline else ()
    files = frozenset(file_of(Place(source)) for source in sources)
    shown = outcome.findings
    if job.since is not None:
        # Running git takes a library that others need not wait for.
        shown = importlib.import_module("specforge.lint.since").changed_since(document, shown, job.since)
    operations = len(document.index.of("Operation"))
    unchanged = len(outcome.findings) - len(shown)
    return Checked(
        job,
        shown,
        outcome.hidden,
        files=files,
        rules=outcome.rules,
        chosen=outcome.chosen,
        unchanged=unchanged,
        operations=operations,
    )
