"""``specforge mock`` says what cannot be mocked, while it already answers."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable

from specforge.callables import load_name
from specforge.cli.console import Console
from specforge.document.model import Document
from specforge.findings.model import Finding, Report

# A second of work is followed by so many of rest, so that whoever asks the mock meanwhile does not wait for it.
_REST = 4
# What is done before this many seconds are over is done without a rest.
_AT_ONCE = 0.2
# With more operations than this, the first requests come first, too.
_LARGE = 100


def tell_broken_promises(console: Console, documents: Iterable[Document]) -> None:
    """Starts a thread that reports them on stderr as it finds them."""
    threading.Thread(target=_tell, args=(console, list(documents)), name="specforge-mock-promises", daemon=True).start()


def _tell(console: Console, documents: list[Document]) -> None:
    # The mock answers as well as it can whatever happens here.
    with contextlib.suppress(Exception):
        finders = [load_name("specforge.mock.misread:misread_conditions")]
        finders.append(load_name("specforge.mock.promises:broken_promises"))
        if sum(len(document.operations) for document in documents) > _LARGE:
            time.sleep(1)
        for find in finders:
            for document in documents:
                for finding in find(document, _Rest().pause):
                    _show(console, finding)


def _show(console: Console, finding: Finding) -> None:
    render = load_name("specforge.reporters.text:render")
    text: str = render(Report("mock", [finding], ok=False), color=console.colors_stderr(), summary=False)
    console.error(text.rstrip("\n"))


class _Rest:
    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()

    def pause(self) -> None:
        now = time.perf_counter()
        if now - self._began > _AT_ONCE:
            time.sleep((now - self._last) * _REST)
        self._last = time.perf_counter()
