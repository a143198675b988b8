"""What tells that a file has changed, for everybody who looks at files again and again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

# How often a watcher looks, in seconds.
INTERVAL = 0.4

Stamp = tuple[int, int] | None


def stamp(path: Path) -> Stamp:
    """Time of the last change and size; None where there is no file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def stamps(paths: Iterable[Path]) -> dict[Path, Stamp]:
    return {path: stamp(path) for path in paths}


def changed(before: dict[Path, Stamp], now: dict[Path, Stamp]) -> list[Path]:
    """The files of ``now`` that were looked at ``before`` and were different then.

    A file that was looked at for the first time is no change.
    """
    return [path for path, seen in now.items() if before.get(path, seen) != seen]
