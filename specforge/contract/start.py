"""A server that is started for a run, waited for, and stopped afterwards, whatever happens in between."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import IO
from urllib.parse import urlsplit

from specforge.errors import ServerError, UsageError

PORT = "{port}"
START_TIMEOUT = 60.0
_LINES = 15
_LONGEST = 2000
_FAREWELL = 5.0
_POLL = 0.05
_ANSWER = 2.0


def free_port() -> int:
    """One that nobody listens on, of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def place_of(command: str, url: str | None) -> tuple[str, str]:
    """The command and the URL with a port in place of ``{port}``. Raises UsageError where nothing tells the URL."""
    if PORT not in command and url is None:
        raise UsageError(
            "where the command listens is not known",
            help="write {port} into it: --start 'uvicorn app:app --port {port}'; or say --url",
        )
    port = str(free_port())
    return command.replace(PORT, port), (url or "http://127.0.0.1:{port}").replace(PORT, port)


class Server:
    """A context manager: the command runs, in a process group of its own, while it is open.

    A shell reads the command, as that of a script or a Makefile. ``url`` is where the server will be.
    """

    def __init__(self, command: str, url: str) -> None:
        self._command = command
        self._url = url
        self._tail: deque[str] = deque(maxlen=_LINES)
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Server:
        """Raises ServerError where somebody else is there already: it would be tested in place of the command."""
        if _listens(self._url):
            raise ServerError(f"a server answers at {self._url} before the command is started", help="stop it first")
        self._process = _run(self._command)
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait(self, path: str | None = None, timeout: float = START_TIMEOUT) -> None:
        """Until the server answers ``path`` with success, without one until it accepts connections.

        Raises ServerError, with the last lines that the command wrote, when it ends or takes too long.
        """
        deadline = time.monotonic() + timeout
        said = "nobody listens there"
        while time.monotonic() < deadline:
            if self.ended is not None:
                raise ServerError(f"the command ended with {self.ended} before it served {self._url}", help=self.tail())
            if _listens(self._url):
                if path is None:
                    return
                said = _ask(self._url, path)
                if not said:
                    return
            time.sleep(_POLL)
        where = self._url if path is None else path
        raise ServerError(f"the command did not serve {where} in {timeout:g} s: {said}", help=self.tail())

    @property
    def ended(self) -> str | None:
        """How the command ended by itself; None while it runs."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        return f"exit code {code}" if code >= 0 else f"signal {-code}"

    def tail(self) -> str | None:
        """The last lines that the command wrote."""
        if self._reader is not None and self.ended is not None:
            self._reader.join(_POLL * 4)
        return "\n".join(["it wrote last:", *self._tail]) if self._tail else "it wrote nothing"

    def stop(self) -> None:
        """The command and whatever it has started: asked first, then made to."""
        process, self._process = self._process, None
        if process is None:
            return
        _end(process, signal.SIGTERM)
        try:
            process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # Also what outlived the command, or does not listen.
            _end(process, getattr(signal, "SIGKILL", signal.SIGTERM))
            process.wait()
            _await_all(process)

    def _read(self, output: IO[bytes]) -> None:
        with output:
            while line := output.readline(_LONGEST):
                self._tail.append(line.decode("utf-8", "replace").rstrip())


@contextmanager
def interruptible() -> Iterator[None]:
    """A process that is told to end (a cancelled CI job) ends as with Ctrl-C: it stops what it has started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(command: str) -> subprocess.Popen[bytes]:
    new_group = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    options = new_group if sys.platform == "win32" else {"start_new_session": True}
    return subprocess.Popen(
        command,
        shell=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        **options,
    )


def _end(process: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            process.terminate()
        return
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        # All of them are gone; macOS says so in other words.
        return


def _await_all(process: subprocess.Popen[bytes]) -> None:
    """What the command started is nobody's child now, and takes a moment to be gone."""
    deadline = time.monotonic() + 0.5
    while sys.platform != "win32" and time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.005)


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), _ANSWER) as found:
            # Where nobody listens, a connection may happen to be made with itself.
            return bool(found.getsockname() != found.getpeername())
    except OSError:
        return False


def _ask(url: str, path: str) -> str:
    """Why the server is not ready; empty when it is. Who must log in first has been answered all the same."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_ANSWER)
    try:
        connection.request("GET", path if path.startswith("/") else f"/{path}")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        return f"it gives no answer ({type(problem).__name__})"
    finally:
        connection.close()
    return "" if status < 400 or status in (401, 403) else f"it answers {status}"
