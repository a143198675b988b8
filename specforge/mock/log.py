"""The request log: a line for each exchange, written by a thread of its own, so that no client ever waits for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from time import sleep, time
from typing import NamedTuple

import orjson

from specforge.mock.engine import Say
from specforge.mock.message import Reply, Request

# What comes within this time is written in one go.
_GATHER = 0.05
# Of a reader that does not read (a pager, a full pipe) so many lines are kept.
_MOST = 20_000


class Line(NamedTuple):
    """What is told of an exchange. ``at`` is in seconds since 1970."""

    at: float
    method: str
    target: str
    status: int
    operation: str
    seconds: float
    violations: int


Format = Callable[[Line], str]


def as_text(line: Line) -> str:
    """``14:05:09 GET /pets?limit=5 200 0.21 ms (GET /pets)``."""
    operation = f" ({line.operation})" if line.operation else ""
    wrong = f" {line.violations} violation{'s' if line.violations > 1 else ''}" if line.violations else ""
    when, took = _clock(int(line.at)), f"{line.seconds * 1000:.2f} ms"
    return f"{when} {line.method} {line.target} {line.status} {took}{operation}{wrong}"


@lru_cache(2)
def _clock(second: int) -> str:
    return datetime.fromtimestamp(second).strftime("%H:%M:%S")


def as_json(line: Line) -> str:
    """One object, its time as RFC 3339."""
    found = {
        "time": datetime.fromtimestamp(line.at, UTC).isoformat(timespec="milliseconds"),
        "method": line.method,
        "target": line.target,
        "status": line.status,
        "operation": line.operation,
        "ms": round(line.seconds * 1000, 3),
        "violations": line.violations,
    }
    return orjson.dumps(found).decode()


FORMATS: dict[str, Format] = {"text": as_text, "json": as_json}


class RequestLog:
    """An observer of exchanges."""

    def __init__(self, say: Say, form: Format = as_text) -> None:
        self._say = say
        self._form = form
        self._rows: deque[tuple[float, str, str, str, Reply, float]] = deque()
        self._lost = 0
        self._news = threading.Event()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Takes one exchange down; all else is done elsewhere."""
        rows = self._rows
        if len(rows) >= _MOST:
            self._lost += 1
            return
        rows.append((time(), request.method, request.path, request.query, reply, seconds))
        if not self._news.is_set():
            self._wake()

    def flush(self) -> None:
        """Writes what is there: called when nothing comes any more."""
        self._write()

    def _wake(self) -> None:
        # Forked workers have no threads of the process that they come from: each starts its own with its first line.
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="specforge-log", daemon=True)
            self._thread.start()
        self._news.set()

    def _run(self) -> None:
        while True:
            self._news.wait()
            sleep(_GATHER)
            self._news.clear()
            self._write()

    def _write(self) -> None:
        with self._writing:
            self._write_all()

    def _write_all(self) -> None:
        lines = [self._form(_line(*self._rows.popleft())) for _ in range(len(self._rows))]
        lost, self._lost = self._lost, 0
        if lost:
            lines.append(f"({lost} more requests were answered while nobody read the log)")
        if lines:
            self._say("\n".join(lines))


def _line(at: float, method: str, path: str, query: str, reply: Reply, seconds: float) -> Line:
    wrong = sum(map(len, reply.violations)) if reply.violations is not None else 0
    target = f"{path}?{query}" if query else path
    return Line(at, method, target, reply.status, reply.operation, seconds, wrong)
