"""Writing a file so that nobody ever sees half of it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from specforge.errors import OutputError


def write_atomically(path: Path, text: str | bytes) -> None:
    """Writes ``text`` (as UTF-8, unless it is bytes) beside ``path``, then renames: a reader sees the old file or the
    new one, never half.

    Folders are made as needed, and the mode of an old file is kept. A device or a pipe (``/dev/stdout``) cannot be
    renamed over and is written in place. Raises OutputError.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror or problem}") from problem


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    finally:
        # Gone by now, unless something (a full disk, Ctrl-C) came between.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
