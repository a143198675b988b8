"""The only printer: results go to stdout or a file, everything that is said on the way goes to stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from specforge.errors import OutputError

CLEAR_LINE = "\r\x1b[2K"


@dataclass(slots=True)
class Console:
    """What is printed, and where. ``color`` is ``auto``, ``always`` or ``never``.

    ``quiet`` silences progress but never results or errors; ``verbose`` lets ``detail`` through.
    """

    color: str = "auto"
    quiet: bool = False
    verbose: int = 0
    _status_shown: bool = False

    def progress(self, message: str) -> None:
        """One line on stderr that says what is happening; silent with ``--quiet``."""
        if not self.quiet:
            self.error(message)

    def detail(self, message: str) -> None:
        """One line on stderr that only ``--verbose`` asks for."""
        if self.verbose:
            self.error(message)

    def status(self, message: str) -> None:
        """A line on stderr that the next line replaces. Shown on a terminal only, so that logs stay readable."""
        if self.quiet or not _is_terminal(sys.stderr):
            return
        _write(sys.stderr, f"{CLEAR_LINE}{message}")
        self._status_shown = True

    def error(self, message: str) -> None:
        """One message on stderr, whatever ``--quiet`` says."""
        clear = CLEAR_LINE if self._status_shown else ""
        self._status_shown = False
        _write(sys.stderr, f"{clear}{message}\n")

    def result(self, text: str, output: Path | None = None) -> None:
        """What the command was run for: to ``output`` (atomically) or to stdout. Raises OutputError."""
        text = text if text.endswith("\n") or not text else text + "\n"
        if output is not None:
            write_atomically(output, text)
            return
        if self._status_shown:
            _write(sys.stderr, CLEAR_LINE)
            self._status_shown = False
        _write(sys.stdout, text)

    def colors_stdout(self) -> bool:
        """True when a result on stdout is to be coloured."""
        return wants_color(self.color, sys.stdout)

    def colors_stderr(self) -> bool:
        """True when a message on stderr is to be coloured."""
        return wants_color(self.color, sys.stderr)


def wants_color(choice: str, stream: TextIO) -> bool:
    """``--color`` decides, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(stream) and os.environ.get("TERM") != "dumb"


def write_atomically(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 beside ``path``, then rename: a reader sees the old file or the new one, never half.

    A device or a pipe (``/dev/stdout``) cannot be renamed over and is written in place. Raises OutputError.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        else:
            _replace(path, text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror or problem}") from problem


def _replace(path: Path, data: bytes) -> None:
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _is_terminal(stream: TextIO) -> bool:
    return not stream.closed and stream.isatty()


def _write(stream: TextIO, text: str) -> None:
    """Write and flush. A reader that left (``| head``) is no error.

    A pipe or a file gets UTF-8, which is what the machine formats are made of; a terminal gets what it can show.
    """
    encoding = (stream.encoding or "utf-8") if _is_terminal(stream) else "utf-8"
    data = text.encode(encoding, "backslashreplace")
    try:
        if hasattr(stream, "buffer"):
            stream.flush()
            stream.buffer.write(data)
        else:
            stream.write(data.decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Point the stream at nothing, or Python complains again about the broken pipe when it exits."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
