"""Lint many documents: one after the other while that is quick, in several processes when it is not."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

from specforge.cli.context import Globals
from specforge.cli.failures import Crash, bug_of
from specforge.cli.processes import Crew, available, can_fork
from specforge.errors import SpecforgeError
from specforge.findings.detach import detach
from specforge.lint.run import Checked, Job, check
from specforge.lint.settings import active_rules
from specforge.lint.unreadable import finding_of

# Seconds of work, and bytes of documents, from which other processes are worth their start.
_QUICK = 0.2
_MANY_BYTES = 300_000
# Seconds after which people like to see that something happens.
_LONG = 0.5
# Formats that say no more of a fix than its message: the changes of text are not worked out for them.
_WITHOUT_FIXES = frozenset(("text", "github", "gitlab", "junit", "markdown", "html"))
_NO_JOB = Job("", "")


def check_all(
    globals: Globals, jobs: list[Job], processes: int | None = None, *, with_fixes: bool = False
) -> Iterator[Checked]:
    """What came of each job, as soon as it is known. ``processes`` is None where the user leaves it to us.
    ``with_fixes``: whether the texts of the fixes are wanted although the format does not show them.

    Raises UsageError. Whatever else goes wrong with one of several documents is a failure of that document.
    """
    start = time.monotonic()
    for done, one in enumerate(_outcomes(globals, jobs, processes, with_fixes), 1):
        if time.monotonic() - start > _LONG:
            globals.console.status(f"checked {done} of {len(jobs)} documents")
        yield one


def in_order(checked: list[Checked], jobs: list[Job]) -> list[Checked]:
    """The outcomes in the order of the jobs."""
    position = {id(job): index for index, job in enumerate(jobs)}
    return sorted(checked, key=lambda one: position[id(one.job)])


def _outcomes(globals: Globals, jobs: list[Job], processes: int | None, with_fixes: bool) -> Iterator[Checked]:
    attempt = attempt_with(globals)
    size = min(processes or available(), len(jobs)) if can_fork() else 1
    is_quick = processes is None and sum(map(_size, jobs)) < _MANY_BYTES
    deadline = time.monotonic() + (_QUICK if is_quick else 0)
    done = 0
    while done < len(jobs) and (size == 1 or done == len(jobs) - 1 or time.monotonic() < deadline):
        yield attempt(jobs[done])
        done += 1
    if done < len(jobs):
        with_fixes = with_fixes or globals.format not in _WITHOUT_FIXES
        yield from _in_processes(attempt, jobs[done:], size, with_fixes)


def _in_processes(attempt: Callable[[Job], Checked], jobs: list[Job], size: int, with_fixes: bool) -> Iterator[Checked]:
    def work(job: Job) -> Checked:
        return detach(replace(attempt(job), job=_NO_JOB), with_fixes=with_fixes)

    # Rules that are imported before the processes start are imported once; most documents have the same.
    active_rules(jobs[0].settings)
    # The largest first, or at the end one process has it and the others have nothing.
    order = sorted(range(len(jobs)), key=lambda index: -_size(jobs[index]))
    for index, one in Crew(work, jobs, _lost).run(order, size):
        yield replace(one, job=jobs[index])


def attempt_with(globals: Globals) -> Callable[[Job], Checked]:
    """Checks a document; a bug that shows in it becomes its failure."""

    def attempt(job: Job) -> Checked:
        try:
            return check(job)
        except SpecforgeError:
            raise
        except Exception as problem:  # noqa: BLE001  a bug that one document shows must not hide the others
            if globals.debug:
                globals.console.error("".join(traceback.format_exception(problem)).rstrip())
            bug = bug_of(problem)
            return _failed(job, Crash(bug.message, file=job.location, help=bug.help))

    return attempt


def _lost(job: Job, reason: str) -> Checked:
    message = f"the process that checked this document {reason}"
    help = "it may have run out of memory: try --jobs 1" if "SIGKILL" in reason else None
    return _failed(job, Crash(message, file=job.location, help=help))


def _failed(job: Job, crash: Crash) -> Checked:
    return Checked(job, [finding_of(crash)], failure=crash)


def _size(job: Job) -> int:
    try:
        return os.stat(job.location).st_size  # noqa: PTH116  the location may be a URL, or too long for a Path
    except (OSError, ValueError):
        return 0
