"""The recorder: what a mock was asked and what it answered, in a file that is whole at any time."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import orjson

from specforge._version import __version__
from specforge.atomic import write_atomically
from specforge.document.model import Document
from specforge.document.roots import is_root
from specforge.errors import OutputError, UsageError
from specforge.mock.har.entry import entry_of
from specforge.mock.mask import Mask
from specforge.mock.message import Reply, Request
from specforge.mock.settings import Settings
from specforge.mock.traffic import OWN

# More than this is no longer a file that somebody opens.
LIMIT = 128 * 1024 * 1024
# How often the file is written while there is something new: who is killed loses so much. Writing a large file takes a
# while, and shall not be all that the process does.
_INTERVAL = 1.0
_MOST_WAITING = 200_000
_SHARE = 10

Say = Callable[[str], None]
_Exchange = tuple[Request, Reply, float, float]


class Recorder:
    """An observer of exchanges. It only takes them down; a thread makes entries of them and writes the file."""

    def __init__(self, path: Path, mask: Mask | None, say: Say, limit: int = LIMIT) -> None:
        self._path = path
        self._mask = mask
        self._say = say
        self._limit = limit
        self._waiting: deque[_Exchange] = deque()
        self._entries: list[bytes] = []
        self._size = 0
        self._is_full = False
        # Takes no more down, though what was taken down is written still.
        self._is_deaf = False
        self._ended = threading.Event()
        self._written = 0
        self._thread: threading.Thread | None = None
        self._send: Callable[[bytes], None] = self.take

    def open(self) -> None:
        """Makes the file, so that one that cannot be written shows now. Raises OutputError."""
        if is_root(self._path):
            message = f"{self._path} is an OpenAPI document and was not overwritten"
            raise OutputError(message, help="name another file for the HTTP archive")
        self._write()

    def start(self) -> None:
        """From now on the file is written every now and then."""
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="specforge-recorder", daemon=True)
        self._thread.start()

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Takes one exchange down; looking at the desk is none."""
        if self._is_deaf or (not reply.operation and OWN in request.path):
            return
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append((request, reply, time.time() - seconds, seconds))
        else:
            self._is_deaf = True
            self._say(f"requests come faster than they are written to {self._path}: no more of them are recorded")

    def close(self) -> None:
        """Writes what is not written yet. Raises OutputError."""
        if self._thread is not None:
            self._ended.set()
            self._thread.join()
            self._thread = None
            if self._take():
                self._write()

    def work_for(self, send: Callable[[bytes], None]) -> None:
        """From now on this is a worker's: it makes entries and hands them over."""
        self._send = send
        self.start()

    def take(self, entry: bytes) -> None:
        """An entry that is made already, by another process."""
        if self._is_full:
            return
        self._entries.append(entry)
        self._size += len(entry)
        if self._size > self._limit:
            self._is_full = self._is_deaf = True
            self._waiting.clear()
            self._say(f"{self._path} has {self._size >> 20} MiB: what comes now is not recorded")

    def _run(self) -> None:
        pause = _INTERVAL
        while not self._ended.wait(pause):
            began = time.monotonic()
            try:
                if self._take():
                    self._write()
            except OutputError as error:
                self._say(error.message)
            pause = max(_INTERVAL, _SHARE * (time.monotonic() - began))

    def _take(self) -> bool:
        """Makes entries of what was taken down; True when there are some that are not in the file."""
        while self._waiting:
            request, reply, at, seconds = self._waiting.popleft()
            self._send(orjson.dumps(entry_of(request, reply, at, seconds, self._mask)))
        return self._written < len(self._entries)

    def _write(self) -> None:
        creator = {"name": "specforge", "version": __version__}
        head = orjson.dumps({"version": "1.2", "creator": creator})[:-1]
        entries = list(self._entries)
        write_atomically(self._path, b'{"log":%s,"entries":[\n%s\n]}}\n' % (head, b",\n".join(entries)))
        self._written = len(entries)


def recorder_of(settings: Settings, documents: Iterable[Document], say: Say) -> Recorder | None:
    """The recorder that the settings ask for, which masks the secrets of all the documents. Raises UsageError."""
    if settings.record is None:
        return None
    if settings.replay is not None and settings.record.absolute() == settings.replay.absolute():
        raise UsageError(f"{settings.record} cannot be recorded and replayed at once", help="record into another file")
    return Recorder(settings.record, None if settings.record_secrets else Mask(*documents), say)
