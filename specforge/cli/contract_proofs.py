"""``specforge test --write-tests DIR``: what is written, and what is said of it."""

from __future__ import annotations

from pathlib import Path

from specforge.cli.options import Globals
from specforge.contract.proofs.write import write_tests
from specforge.contract.run import Result
from specforge.contract.settings import Settings
from specforge.contract.target import Target
from specforge.document.model import Document


def write_proofs(
    globals: Globals, folder: Path, result: Result, document: Document, target: Target, settings: Settings
) -> None:
    """A test for each finding, in ``folder``. Raises OutputError."""
    done = write_tests(result.evidence, document, target, settings, globals.directory / folder)
    notes = [f"{len(done.written)} tests in {folder}" if len(done.written) != 1 else f"1 test in {folder}"]
    if done.left:
        notes.append(f"{done.left} findings that no single request shows have none")
    globals.console.progress(", ".join(notes))
    for path in done.changed:
        globals.console.progress(f"left alone, since somebody changed it: {path}")
