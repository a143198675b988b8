"""A process that never outlives us: it ends when we stop it, when we exit, and when somebody kills us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from typing import IO

from specforge.errors import ServerError

PATIENCE = 3.0
_REMEMBERED_LINES = 30

# The shell waits for the command, and beside it for the end of its own input, which is ours: that comes however we end.
_GUARD = """
exec 3<&0
( cat <&3 >/dev/null; trap '' TERM; kill -TERM 0; sleep 3; kill -KILL 0 ) >/dev/null 2>&1 &
"$@" </dev/null 3<&- &
wait $!
"""


class Process:
    """A command in a process group of its own, whose output goes to ``say`` line by line. Raises ServerError when the
    command cannot be run."""

    def __init__(self, command: list[str], say: Callable[[str], None], help: str) -> None:
        guarded = ["/bin/sh", "-c", _GUARD, "sh", *command] if os.name == "posix" else command
        self._say = say
        self._log: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        try:
            self._process = subprocess.Popen(
                guarded,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
                env={**os.environ, "NO_COLOR": "1"},
            )
        except OSError as error:
            raise ServerError(f"{command[0]} cannot be run: {error.strerror}", help=help) from error
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def wait(self, seconds: float) -> bool:
        """True when it has ended within this time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self) -> None:
        """Ends it and everything that it started, with some time to do it in order."""
        for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                self._signal(number)
            self.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def last_words(self) -> str:
        """The line of its log that says most about its end, behind a colon."""
        self._reader.join(0.5)
        lines = [line for line in self._log if line.strip()]
        telling = [line for line in lines if "fatal" in line or "Error" in line]
        return f": {(telling or lines)[-1].strip()}" if lines else ""

    def _signal(self, number: int) -> None:
        if os.name == "posix":
            os.killpg(self._process.pid, number)
        else:
            self._process.terminate()

    def _read(self, stream: IO[str]) -> None:
        # The stream ends with the last process of the group, or is closed under us when we stop.
        with contextlib.suppress(ValueError):
            for line in stream:
                self._log.append(line.rstrip())
                self._say(line.rstrip())
