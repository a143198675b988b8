"""Work in several processes: results come as they are ready, and a process that dies costs one item, not the run."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_END = -1


def available() -> int:
    """How many processes may run at the same time."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def can_fork() -> bool:
    """Only forked processes start with what is loaded already: others would cost more than they gain."""
    return "fork" in multiprocessing.get_all_start_methods()


class Crew(Generic[T, R]):
    """Processes that do ``work`` on items, each one item at a time.

    ``work`` and the items are there when a process starts and need not be picklable; results and errors must be.
    ``lost`` gives the result for an item whose process died, from the item and the reason.
    """

    def __init__(self, work: Callable[[T], R], items: Sequence[T], lost: Callable[[T, str], R]) -> None:
        self._work = work
        self._items = items
        self._lost = lost
        self._members: dict[Connection, ForkProcess] = {}
        self._busy: dict[Connection, int] = {}

    def run(self, order: Sequence[int], size: int) -> Iterator[tuple[int, R]]:
        """The index and the result of each item as it is done, started in the ``order`` of their indexes.

        Raises what ``work`` raises. When the caller stops asking, the processes are ended.
        """
        waiting = list(reversed(order))
        # What is there now is never collected: the collector would write to, and so copy, every shared page.
        gc.freeze()
        try:
            while waiting or self._busy:
                while waiting and len(self._busy) < size:
                    self._give(waiting.pop())
                for channel in wait(list(self._busy)):
                    assert isinstance(channel, Connection)
                    yield self._take(channel)
        finally:
            self._dismiss()
            gc.unfreeze()

    def _give(self, index: int) -> None:
        """Hand an item to a process that has nothing to do, or to a new one."""
        idle = next((channel for channel in self._members if channel not in self._busy), None)
        channel = idle or self._hire()
        self._busy[channel] = index
        # A process that has died shows when its answer is awaited.
        with contextlib.suppress(OSError):
            channel.send(index)

    def _take(self, channel: Connection) -> tuple[int, R]:
        index = self._busy.pop(channel)
        try:
            result, error = channel.recv()
        except (EOFError, OSError):
            process = self._members.pop(channel)
            channel.close()
            process.join()
            return index, self._lost(self._items[index], _reason(process.exitcode))
        if error is not None:
            raise error
        return index, result

    def _hire(self) -> Connection:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("fork").Process(target=self._serve, args=(ours, theirs), daemon=True)
        with warnings.catch_warnings():
            # Python 3.12 warns of forks beside threads; a process of ours takes nothing that another thread may hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        self._members[ours] = process
        return ours

    def _serve(self, ours: Connection, channel: Connection) -> None:
        """The life of a process: an index comes, a result goes."""
        # Ctrl-C reaches the whole process group; the parent hears it too and ends us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # The ends that belong to the parent: while somebody holds them, nobody notices that the parent is gone.
        for inherited in (ours, *self._members):
            inherited.close()
        with contextlib.suppress(EOFError, OSError):
            while (index := channel.recv()) != _END:
                channel.send(self._attempt(index))

    def _attempt(self, index: int) -> tuple[R | None, BaseException | None]:
        try:
            return self._work(self._items[index]), None
        except BaseException as problem:  # noqa: BLE001  it is raised again where the result is awaited
            return None, problem

    def _dismiss(self) -> None:
        for channel, process in self._members.items():
            if channel in self._busy:
                process.terminate()
            else:
                with contextlib.suppress(OSError):
                    channel.send(_END)
        for channel, process in self._members.items():
            channel.close()
            process.join()
        self._members.clear()
        self._busy.clear()


def _reason(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"was ended by {name}"
