"""One run at a time in an output folder: two would each take the files of the other for somebody's edits."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such lock: there the last run wins, with whole files
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Waits until nobody else generates into the folder, or into the nearest one that exists."""
    existing = next((one for one in (folder, *folder.absolute().parents) if one.is_dir()), None)
    handle = _open(existing) if existing is not None and fcntl is not None else None
    if handle is None:
        yield
        return
    try:
        # A file system that has no locks is no reason to refuse.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None
