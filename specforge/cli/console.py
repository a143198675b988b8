"""The only printer: results go to stdout or a file, everything that is said on the way goes to stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from specforge.atomic import write_atomically
from specforge.errors import OutputError

CLEAR_LINE = "\r\x1b[2K"
CLEAR_SCREEN = "\x1b[2J\x1b[H"


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
        if sys.stderr is not None:  # closed from the start (2>&-)
            with contextlib.suppress(OSError):
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
        _print(text)

    def result_bytes(self, data: bytes, output: Path | None = None) -> None:
        """A result that is a file: byte for byte. Raises OutputError."""
        if output is not None:
            write_atomically(output, data)
        elif hasattr(sys.stdout, "buffer"):
            _print_bytes(data)
        else:
            _print(data.decode("utf-8", "replace"))

    def clear(self) -> None:
        """Clear the screen before a result that replaces the last one; on a terminal only."""
        if _is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb":
            _write(sys.stdout, CLEAR_SCREEN)

    def colors_stdout(self) -> bool:
        """True when a result on stdout is to be coloured."""
        return wants_color(self.color, sys.stdout)

    def colors_stderr(self) -> bool:
        """True when a message on stderr is to be coloured."""
        return wants_color(self.color, sys.stderr)


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """``--color`` decides, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(stream) and os.environ.get("TERM") != "dumb"


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _print(text: str) -> None:
    """Write to stdout. Raises OutputError where it is closed (``>&-``), or the disk behind it is full."""
    if sys.stdout is None:
        raise OutputError("cannot write to standard output: it is closed")
    try:
        _write(sys.stdout, text)
    except OSError as problem:
        silence(sys.stdout)
        raise OutputError(f"cannot write to standard output: {problem.strerror or problem}") from problem


def _print_bytes(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as problem:
        silence(sys.stdout)
        raise OutputError(f"cannot write to standard output: {problem.strerror or problem}") from problem


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
        silence(stream)


def silence(stream: TextIO | None) -> None:
    """Point the stream at nothing, or Python complains again about the broken pipe when it exits."""
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
