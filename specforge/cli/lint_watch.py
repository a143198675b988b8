"""``specforge lint --watch``: look at the files again and again, and report anew whenever one has changed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

import click

from specforge.cli.context import Globals
from specforge.cli.lint_crew import attempt_with
from specforge.config.find import OWN, SHARED
from specforge.document.load import open_file
from specforge.document.source import Source
from specforge.document.stamps import INTERVAL, Stamp, changed, stamp, stamps
from specforge.errors import UsageError
from specforge.lint.run import Checked, Job

# Looking for new documents in a folder costs more than looking at known ones: once in so many looks is enough.
_SELDOM = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What is watched: ``jobs`` and the ``settings`` files that they are made of; ``names`` are the documents that
    there are now. All are asked again, since every one of them may change."""

    jobs: Callable[[], list[Job]]
    settings: Callable[[], list[Path]]
    names: Callable[[], list[str]]


@dataclass(slots=True)
class _Reading:
    """What came of a document; ``seen`` are the files that were read for it, or tried, as they were then."""

    checked: Checked
    seen: dict[Path, Stamp] = field(default_factory=dict)


class Watch:
    """Checks again what has changed, and shows everything: ``show`` prints what came of the documents."""

    def __init__(self, globals: Globals, plan: Plan, show: Callable[[Sequence[Checked]], object]) -> None:
        self._globals = globals
        self._plan = plan
        self._show = show
        self._names: list[str] = []
        self._settings: dict[Path, Stamp] = {}
        self._readings: dict[str, _Reading] = {}

    def run(self) -> NoReturn:
        """Goes on until Ctrl-C. Raises UsageError for what is wrong from the start."""
        self.check()
        looks = 0
        while True:
            time.sleep(INTERVAL)
            looks += 1
            if self.has_changed(thoroughly=looks % _SELDOM == 0):
                self.check_again()

    def check_again(self) -> None:
        """As ``check``; wrong settings are told, and what comes next may mend them."""
        try:
            self.check()
        except UsageError as problem:
            # Nothing is known any more, so that only the settings are looked at until they are mended.
            self._readings.clear()
            where = f"{problem.file}:{problem.line}:{problem.column}: " if problem.file else ""
            self._globals.console.error(f"error: {where}{problem.message}")

    def check(self) -> None:
        """Check the documents that have changed, all of them when the settings have, and show everything."""
        self._globals.loaded.clear()
        own = [self._globals.config] if self._globals.config else [Path(OWN), Path(SHARED)]
        now = stamps({*own, *self._settings})
        if changed(self._settings, now):
            self._readings.clear()
        self._settings = now
        self._names = self._plan.names()
        self._settings = stamps(self._plan.settings()) | now
        jobs = self._plan.jobs()
        known = {name: reading for name, reading in self._readings.items() if not _is_stale(reading.seen)}
        self._readings = {job.name: known.get(job.name) or self._read(job) for job in jobs}
        self._print()

    def has_changed(self, *, thoroughly: bool = True) -> bool:
        """True when a file has. ``thoroughly`` looks for new documents too."""
        seen = (self._settings, *(reading.seen for reading in self._readings.values()))
        return any(map(_is_stale, seen)) or (thoroughly and self._has_others())

    def _has_others(self) -> bool:
        """True when there are other documents now. Wrong settings, which may name them, were told already."""
        try:
            return self._plan.names() != self._names
        except UsageError:
            return False

    def _read(self, job: Job) -> _Reading:
        seen = {Path(job.location): stamp(Path(job.location))}

        def open_seen(file: Path) -> Source:
            seen[file] = stamp(file)
            return open_file(file)

        watched = replace(job, load=replace(job.load, open=open_seen))
        return _Reading(replace(attempt_with(self._globals)(watched), job=job), seen)

    def _print(self) -> None:
        self._globals.console.clear()
        # The exit code of one look is nobody's.
        with contextlib.suppress(click.exceptions.Exit):
            self._show([reading.checked for reading in self._readings.values()])
        files = {path for reading in self._readings.values() for path in reading.seen}
        self._globals.console.progress(f"watching {len(files)} file{'' if len(files) == 1 else 's'}; Ctrl-C ends it")


def _is_stale(seen: Mapping[Path, Stamp]) -> bool:
    return any(stamp(path) != before for path, before in seen.items())
