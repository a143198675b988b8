"""``specforge test --regressions DIR``: what is kept, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from specforge.cli.options import Globals
from specforge.contract.given import parameters_of, redactor_of
from specforge.contract.regressions.entry import MOST_ENTRIES
from specforge.contract.regressions.keep import Kept, User, keep
from specforge.contract.run import Result
from specforge.contract.selection.select import cookies_of
from specforge.contract.settings import Settings
from specforge.contract.target import Target, UrlTarget
from specforge.document.model import Document
from specforge.errors import OutputError


def keep_regressions(
    globals: Globals, result: Result, document: Document, target: Target, settings: Settings, *, prunes: bool = False
) -> dict[str, Any]:
    """Keeps what failed, tells of what was kept before, and gives what the summary says of both; ``prunes`` says to
    remove what does not fail any more. Raises OutputError."""
    if settings.regressions is None:
        return {}
    base_url = target.base_url if isinstance(target, UrlTarget) else document.base_paths[0]
    redactor = redactor_of(document, settings).showing(cookies_of(document.operations))
    user = User(settings.headers, parameters_of(document, settings.keys))
    labels = {operation.label for operation in document.operations}
    kept = keep(settings.regressions, result.evidence, result.replayed, labels, base_url, user, redactor, document)
    _tell(globals, settings.regressions, kept, prunes=prunes)
    if prunes:
        _prune(globals, kept, is_through=result.is_through)
    counts = {"added": kept.added, "failing": kept.failing, "passing": kept.passing}
    return {f"regressions_{name}": len(paths) for name, paths in counts.items()}


def _prune(globals: Globals, kept: Kept, *, is_through: bool) -> None:
    """A run that was cut short, or that nobody answered, proves nothing."""
    paths = [*kept.passing, *kept.stale]
    if not is_through:
        globals.console.error("no regression is removed: the run did not come to its end")
        return
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as problem:
            raise OutputError(f"cannot remove {path}: {problem.strerror}") from problem
    if paths:
        globals.console.progress(f"removed, since they pass or are gone from the document: {_names(paths)}")


def _tell(globals: Globals, folder: Path, kept: Kept, *, prunes: bool) -> None:
    say = globals.console.progress
    say(f"regressions: {len(kept.failing)} fail again, {len(kept.passing)} pass, {len(kept.added)} are new")
    if kept.stale and not prunes:
        gone = "regressions of what is gone from the document, which can be removed (--regressions-prune)"
        say(f"{gone}: {_names(kept.stale)}")
    if kept.is_full:
        help = "--regressions-prune removes those that pass"
        say(f"{folder} has {MOST_ENTRIES} regressions, and there is no room for more: {help}")


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)
