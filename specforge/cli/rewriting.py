"""Writing documents that were changed: whole files or nothing, and what of it is shown instead."""

from __future__ import annotations

import os
from collections.abc import Iterable

from specforge.atomic import write_atomically
from specforge.cli.context import Globals
from specforge.document.difference import unified
from specforge.document.source import Source
from specforge.errors import OutputError

Pair = tuple[Source, Source]
"""A file as it is, and as it is to be."""


def write_all(globals: Globals, pairs: Iterable[Pair]) -> None:
    """Write the new files; standard input goes to standard output. Raises OutputError, before anything is written
    where that can be seen."""
    changed = [pair for pair in pairs if pair[0].data != pair[1].data]
    for old, _ in changed:
        _refuse_unwritable(old)
    for _, new in changed:
        if new.path is not None:
            write_atomically(new.path, new.data)
            globals.console.detail(f"wrote {new.name}")


def _refuse_unwritable(source: Source) -> None:
    path = source.path
    if path is None:
        if "://" in source.name:
            raise OutputError(f"cannot write {source.name}: it came from the network", help="fix the file where it is")
        return
    # Renaming over a read-only file works; its owner did not mean it to.
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise OutputError(f"cannot write {source.name}: it is read-only", help="nothing was written")


def diff_of(pairs: Iterable[Pair]) -> str:
    """What would change, as a unified diff."""
    return "".join(unified(old.text, new.text, old.name) for old, new in pairs)
