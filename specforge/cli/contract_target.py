"""What ``specforge test`` tests, for as long as it does: a server, one that it starts, or an application."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from specforge.cli.application import ready_app
from specforge.cli.console import Console
from specforge.config.sections import TestSection
from specforge.contract.start import START_TIMEOUT, Server, interruptible, place_of
from specforge.contract.target import Target, url_target
from specforge.document.model import Document
from specforge.errors import UsageError


@contextmanager
def target_of(section: TestSection, document: Document, console: Console) -> Iterator[Target]:
    """Raises UsageError where nothing to test is given, or two things, and ServerError for what cannot be reached."""
    if section.app and (section.url or section.start):
        other = "a URL" if section.url else "a command"
        raise UsageError(f"both {other} and an application are given", help="choose one of --url, --start and --app")
    if section.app:
        # What the application prints must not get between the lines of a report.
        with redirect_stdout(sys.stderr):
            yield ready_app(section.app, section.start_timeout)
    elif section.start:
        with _started(section, section.start, document, console) as target:
            yield target
    elif section.url:
        yield url_target(section.url, document)
    else:
        raise UsageError(
            "nothing to test is given",
            help="say --url http://localhost:8000, --app module:app or --start 'uvicorn app:app --port {port}'",
        )


@contextmanager
def _started(section: TestSection, command: str, document: Document, console: Console) -> Iterator[Target]:
    command, url = place_of(command, section.url or None)
    target = url_target(url, document)
    with interruptible(), Server(command, url) as server:
        console.progress(f"started {command}")
        server.wait(section.wait_for, section.start_timeout or START_TIMEOUT)
        yield target
        if server.ended is not None:
            console.error(f"the command ended with {server.ended}; {server.tail()}")
