"""Live progress of ``specforge test``."""

from __future__ import annotations

import shutil

from specforge.cli.console import Console
from specforge.contract.run import Progress


class Display:
    """Live progress: a line that is rewritten on a terminal, a line for each phase elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self._phase:
            self._phase = progress.phase
            self._console.progress(f"{progress.phase} …")
        counter = f"{min(progress.done, progress.total)}/{progress.total}"
        counted = f"{progress.requests} requests, {progress.findings} findings"
        line = f"{progress.phase} {counter} ({counted}) {progress.label}"
        # A line that wraps could not be replaced by the next one.
        self._console.status(line[: shutil.get_terminal_size().columns - 1])
