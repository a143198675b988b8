"""The request log: a line for each exchange, written by a thread of its own, so that no client waits for a slow reader.

Lines are put together at once, which takes a microsecond: a thread that did it for many at a time would keep the
interpreter, and so every client, busy for milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from time import sleep, time
from typing import NamedTuple

import orjson

from specforge.counting import counted
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
    at, method, target, status, operation, seconds, violations = line
    text = f"{_clock(int(at))} {method} {target} {status} {seconds * 1000:.2f} ms"
    if operation:
        text += f" ({operation})"
    if violations:
        text += f" {counted(violations, 'violation')}"
    return text


@lru_cache(2)
def _clock(second: int) -> str:
    return datetime.fromtimestamp(second).strftime("%H:%M:%S")


def as_json(line: Line) -> str:
    """One object, its time as RFC 3339."""
    found = {
        "time": f"{_day_and_clock(int(line.at))}.{int(line.at * 1000) % 1000:03}+00:00",
        "method": line.method,
        "target": line.target,
        "status": line.status,
        "operation": line.operation,
        "ms": round(line.seconds * 1000, 3),
        "violations": line.violations,
    }
    return orjson.dumps(found).decode()


@lru_cache(2)
def _day_and_clock(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


FORMATS: dict[str, Format] = {"text": as_text, "json": as_json}


class RequestLog:
    """An observer of exchanges."""

    def __init__(self, say: Say, form: Format = as_text) -> None:
        self._say = say
        self._form = form
        self._lines: list[str] = []
        self._lost = 0
        self._news = threading.Event()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Takes one exchange down; it is written elsewhere."""
        lines = self._lines
        if len(lines) >= _MOST:
            self._lost += 1
            return
        wrong = sum(map(len, reply.violations)) if reply.violations is not None else 0
        target = f"{request.path}?{request.query}" if request.query else request.path
        line = Line(time(), request.method, target, reply.status, reply.operation, seconds, wrong)
        lines.append(self._form(line))
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
        lines = self._lines
        # Another thread may be about to add to them: what it adds now is written, or the next time.
        count = len(lines)
        text = "\n".join(lines[:count])
        del lines[:count]
        lost, self._lost = self._lost, 0
        if lost:
            text += f"\n({lost} more requests were answered while nobody read the log)"
        if text:
            self._say(text)
