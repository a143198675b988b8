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
from specforge.contract.select import cookies_of
from specforge.contract.settings import Settings
from specforge.contract.target import Target, UrlTarget
from specforge.document.model import Document


def keep_regressions(
    globals: Globals, result: Result, document: Document, target: Target, settings: Settings
) -> dict[str, Any]:
    """Keeps what failed, tells of what was kept before, and gives what the summary says of both. Raises OutputError."""
    if settings.regressions is None:
        return {}
    base_url = target.base_url if isinstance(target, UrlTarget) else document.base_paths[0]
    redactor = redactor_of(document, settings).showing(cookies_of(document.operations))
    user = User(settings.headers, parameters_of(document, settings.keys))
    labels = {operation.label for operation in document.operations}
    kept = keep(settings.regressions, result.evidence, result.replayed, labels, base_url, user, redactor)
    _tell(globals, settings.regressions, kept)
    counts = {"added": kept.added, "failing": kept.failing, "passing": kept.passing}
    return {f"regressions_{name}": len(paths) for name, paths in counts.items()}


def _tell(globals: Globals, folder: Path, kept: Kept) -> None:
    say = globals.console.progress
    say(f"regressions: {len(kept.failing)} fail again, {len(kept.passing)} pass, {len(kept.added)} are new")
    if kept.stale:
        say(f"regressions of operations that are gone, which can be removed: {_names(kept.stale)}")
    if kept.is_full:
        say(f"{folder} has {MOST_ENTRIES} regressions, and there is no room for more: remove those that pass")


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)
