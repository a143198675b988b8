"""The application of ``specforge test --app``: its code may do anything while it is imported and begun."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from multiprocessing.pool import ThreadPool
from typing import Any

import click

from specforge.contract.engine.adapter import begin
from specforge.contract.target import AppTarget, load_app
from specforge.errors import ServerError, SpecforgeError

START_TIMEOUT = 60.0


def ready_app(text: str, timeout: float | None = None) -> AppTarget:
    """The application that ``module:app`` names, imported, its lifespan begun.

    Raises UsageError for a name that does not exist, and ServerError for what is no application or does not start.
    """
    try:
        target = load_app(text)
    except (SpecforgeError, KeyboardInterrupt):
        raise
    except BaseException as problem:  # the user's code: none of it is a bug of ours
        raise _failed(f"{text} cannot be imported", problem) from problem
    _begin(target, timeout or START_TIMEOUT)
    return target


def leave_afterwards(code: int) -> None:
    """End the process at once when everything is told: something in it waits for ever, and would be waited for."""
    click.get_current_context().find_root().call_on_close(lambda: _leave(code))


def _leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _begin(target: AppTarget, timeout: float) -> None:
    """In a thread, since nothing stops code that does not want to end."""
    pool = ThreadPool(1)
    done = pool.apply_async(_attempt, (target.app,))
    pool.close()
    done.wait(timeout)
    if not done.ready():
        leave_afterwards(ServerError.exit_code)
        raise ServerError(f"{target.name} did not start in {timeout:g} s: its lifespan goes on and on")
    if problem := done.get():
        raise _failed(f"{target.name} does not start", problem) from problem


def _attempt(app: Any) -> BaseException | None:
    try:
        begin(app)
    except BaseException as problem:  # noqa: BLE001  again it is the user's code
        return problem
    return None


def _failed(said: str, problem: BaseException) -> ServerError:
    return ServerError(f"{said}: {type(problem).__name__}: {problem}".rstrip(": "), help=_where(problem))


def _where(problem: BaseException) -> str | None:
    """The innermost line of code that is not Python's own."""
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if not frame.filename.startswith("<")]
    if isinstance(problem, SyntaxError) and problem.filename:
        return f"see {problem.filename}:{problem.lineno}"
    return f"see {frames[-1].filename}:{frames[-1].lineno}" if frames else None
