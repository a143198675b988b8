"""Writing files so that nobody ever sees half of one, or half of them."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
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


def replace_all(texts: Mapping[Path, str], removed: Iterable[Path] = ()) -> None:
    """Writes all ``texts`` beside their paths, then renames them and removes what is to go: a failure or Ctrl-C while
    it writes changes nothing, and once it renames it does not stop. Raises OutputError."""
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, text in texts.items():
            _refuse(path)
            whole = path.resolve()
            staged[path] = whole.with_name(f".{whole.name}.{os.getpid()}.tmp")
            _stage(whole, staged[path], text.encode("utf-8", "backslashreplace"), made)
        with _undisturbed():
            for path, temporary in staged.items():
                temporary.replace(path.resolve())
            made.clear()
            for path in removed:
                path.unlink(missing_ok=True)
    except OSError as problem:
        where = problem.filename2 or problem.filename or "the output"
        raise OutputError(f"cannot write {where}: {problem.strerror or problem}") from problem
    finally:
        for temporary in staged.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _refuse(path: Path) -> None:
    """Renaming over a read-only file works; its owner did not mean it to. Raises OutputError."""
    if path.is_symlink() and not path.exists():
        raise OutputError(f"cannot write {path}: it is a link that leads nowhere")
    if path.exists() and not path.is_file():
        raise OutputError(f"cannot write {path}: it is no file")
    if path.exists() and not path.stat().st_mode & 0o222:
        raise OutputError(f"cannot write {path}: it is read-only", help="nothing was written")


def _stage(path: Path, temporary: Path, data: bytes, made: list[Path]) -> None:
    """The data in a file beside ``path``; ``made`` gets the folders that had to be made."""
    missing = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    for folder in reversed(missing):
        made.append(folder)
        folder.mkdir(exist_ok=True)
    with temporary.open("xb") as stream:
        stream.write(data)
    if path.exists():
        temporary.chmod(path.stat().st_mode & 0o777)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until the block is over. Signals are the main thread's: elsewhere nothing comes in between."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    if pressed:
        raise KeyboardInterrupt
