"""The teller: says what is found wrong with the traffic, in lines, without that anybody has to wait for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from specforge.findings.locate import locate_all
from specforge.findings.model import Finding


class Teller:
    """Says a line for each finding. To find its place in a file of many megabytes takes as long as a thousand answers:
    a thread does that, for all that have come meanwhile at once."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._waiting: queue.SimpleQueue[Finding | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def __call__(self, finding: Finding) -> None:
        self._waiting.put(finding)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="specforge-teller", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Returns when all is said."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            found: list[Finding | None] = [first]
            while not self._waiting.empty():
                found.append(self._waiting.get())
            findings = [finding for finding in found if finding is not None]
            locate_all(findings)
            for finding in findings:
                self._say(as_line(finding))
            if None in found:
                return


def as_line(finding: Finding) -> str:
    """A finding in one line, for a log."""
    region = finding.place.region
    where = f"{finding.place.file}:{region.line}:{region.column}"
    what = f" ({finding.operation})" if finding.operation else ""
    return f"{where}: {finding.severity.value}: {finding.message}{what} [{finding.rule}]"
