"""``specforge gen --watch``: generate again whenever a file of the document changes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from specforge.cli.gen_options import Mode
from specforge.cli.gen_run import Outcome, run
from specforge.cli.options import Globals, config_for, location_of, override, render
from specforge.config.find import OWN, SHARED
from specforge.document.load import load, open_file
from specforge.document.source import Source
from specforge.document.stamps import INTERVAL, Stamp, stamp
from specforge.errors import SpecforgeError, UsageError
from specforge.findings.model import Report
from specforge.reporters import text


class Watch:
    """Generates, and again when the document, a file that it refers to, the configuration or a template has changed.

    What cannot be generated leaves the last good code as it is, and is told.
    """

    def __init__(self, globals: Globals, spec: str | None, flags: Mapping[str, Any], mode: Mode, fail_on: str) -> None:
        if spec == "-":
            raise UsageError("--watch needs a file: standard input is read once")
        self._globals = globals
        self._spec = spec
        self._flags = flags
        self._mode = mode
        self._fail_on = fail_on
        self._seen: dict[Path, Stamp] = {}

    def run(self) -> NoReturn:
        """Goes on until Ctrl-C. Raises UsageError for what is wrong from the start."""
        self.generate(is_first=True)
        while True:
            time.sleep(INTERVAL)
            if self.has_changed():
                self._settle()
                self.generate()

    def generate(self, *, is_first: bool = False) -> None:
        """One look: the report, or why there is none."""
        try:
            outcome = self._generate()
        except SpecforgeError as problem:
            if is_first and isinstance(problem, UsageError):
                raise
            report = Report("gen", (), ok=False, error=problem)
            self._globals.console.error(text.render_error(report, self._globals.console.colors_stderr()))
            self._globals.console.progress("the code stays as it was")
        else:
            self._globals.console.result(render(self._globals, outcome.report), self._globals.output_path)
        count = len([path for path, seen in self._seen.items() if seen is not None])
        self._globals.console.progress(f"watching {count} file{'' if count == 1 else 's'}; Ctrl-C ends it")

    def has_changed(self) -> bool:
        """True when a file is not what it was when it was read."""
        return any(stamp(path) != before for path, before in self._seen.items())

    def _settle(self) -> None:
        """Wait for the end of a burst: an editor, or a switch of branches, writes more than once."""
        before = {path: stamp(path) for path in self._seen}
        while True:
            time.sleep(INTERVAL / 2)
            now = {path: stamp(path) for path in self._seen}
            if now == before:
                return
            before = now

    def _generate(self) -> Outcome:
        self._globals.loaded.clear()
        own = [self._globals.config] if self._globals.config else [Path(OWN), Path(SHARED)]
        # What was read the last time is looked at until this time's reading is complete: it may end early.
        self._seen = {path: stamp(path) for path in (*self._seen, *own)}
        location, options = location_of(self._globals, self._spec)
        config = config_for(self._globals, self._spec)
        section = override(config.gen, **self._flags)
        seen = {path: stamp(path) for path in (*own, *([config.file] if config.file else []))}
        if section.templates is not None:
            seen |= {path: stamp(path) for path in section.templates.rglob("*.jinja")}
        seen[Path(location)] = stamp(Path(location))

        def open_seen(file: Path) -> Source:
            seen[file] = self._seen[file] = stamp(file)
            return open_file(file)

        self._seen |= seen
        document = load(location, replace(options, open=open_seen))
        outcome = run(self._globals, document, section, self._mode, self._fail_on)
        self._seen = seen
        return outcome
