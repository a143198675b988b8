"""``specforge test --write-tests DIR``: what is written, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from specforge.cli.options import Globals
from specforge.contract.proofs.write import write_tests
from specforge.contract.run import Result
from specforge.contract.settings import Settings
from specforge.contract.target import Target
from specforge.counting import counted
from specforge.document.model import Document
from specforge.findings.fingerprint import fingerprint
from specforge.findings.model import Finding


def write_proofs(
    globals: Globals,
    folder: Path,
    result: Result,
    findings: Iterable[Finding],
    document: Document,
    target: Target,
    settings: Settings,
) -> None:
    """A test for each of the findings, in ``folder``. Raises OutputError."""
    wanted = {fingerprint(finding) for finding in findings}
    evidence = [one for one in result.evidence if fingerprint(one.finding) in wanted]
    done = write_tests(evidence, document, target, settings, globals.directory / folder)
    notes = [f"{counted(len(done.written), 'test')} in {folder}"]
    if done.left:
        notes.append(f"{counted(done.left, 'finding')} without one, since there is nothing to ask")
    globals.console.progress(", ".join(notes))
    for path in done.changed:
        globals.console.progress(f"left alone, since somebody changed it: {path}")
