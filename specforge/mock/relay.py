"""The relay: what forked workers observe reaches the process that started them, which keeps it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from typing import Any

Take = Callable[[Any], None]


class Relay:
    """One pipe for each worker, so that one that is killed in the middle of a word disturbs nobody. ``takes`` says who
    gets what was sent under a name."""

    def __init__(self, takes: Mapping[str, Take]) -> None:
        self._takes = takes
        self._readers: list[Connection] = []
        self._writer: Connection | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def open(self) -> Connection:
        """The end that the next worker writes to. The process that starts it closes its own copy then."""
        reader, writer = multiprocessing.Pipe(duplex=False)
        self._readers.append(reader)
        return writer

    def write_to(self, writer: Connection) -> None:
        """From now on this is a worker."""
        self._writer = writer

    def send(self, name: str, item: Any) -> None:
        """Hands something over. Without a process to take it, it is lost."""
        with self._lock:
            try:
                if self._writer is not None:
                    self._writer.send((name, item))
            except OSError:
                self._writer = None

    def start(self) -> None:
        """Takes what comes, until the last worker has ended."""
        self._thread = threading.Thread(target=self._run, name="specforge-relay", daemon=True)
        self._thread.start()

    def close(self, patience: float) -> None:
        """Waits for what is still on its way; the workers have ended."""
        if self._thread is not None:
            self._thread.join(patience)
            self._thread = None

    def _run(self) -> None:
        while self._readers:
            for reader in wait(self._readers):
                assert isinstance(reader, Connection)
                try:
                    name, item = reader.recv()
                except (EOFError, OSError):
                    self._readers.remove(reader)
                    reader.close()
                else:
                    self._takes[name](item)
