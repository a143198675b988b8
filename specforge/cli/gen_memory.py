"""What ``specforge gen`` said last, to say it again at once when nothing has changed since.

It lies in the user's cache folder, not beside the code: there a commit could pretend that code is up to date.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from specforge.atomic import write_atomically
from specforge.cli.console import Console
from specforge.cli.gen_options import Mode
from specforge.cli.gen_run import Outcome, say_checked, say_written
from specforge.cli.options import Globals, location_of, render
from specforge.config.sections import GenSection
from specforge.document.load import root_folder
from specforge.document.model import Document
from specforge.errors import SpecforgeError
from specforge.gen.regenerate import next_run
from specforge.gen.settle import last_records
from specforge.gen.unchanged import files_of, state_of


@dataclass(slots=True)
class _Notes(Console):
    """Keeps what would be said on stderr."""

    lines: list[str] = field(default_factory=list)

    def error(self, message: str) -> None:
        self.lines.append(message)


class Memory:
    """The memory of one command line in one folder. Nothing that is wrong with it ever stops a run."""

    def __init__(self, globals: Globals, spec: str | None, section: GenSection, mode: Mode, fail_on: str) -> None:
        self._globals = globals
        self._section = section
        self._mode = mode
        self._fail_on = fail_on
        self._file: Path | None = None
        is_plain = not (mode.diff or mode.dump_plan or mode.watch or mode.stubs or mode.force)
        if is_plain and not globals.verbose and not globals.debug:
            location, options = location_of(globals, spec)
            if Path(location).is_file():
                around = root_folder(Path(location).absolute())
                self._file = _folder() / f"{self._key(location, repr(options), str(around))}.json"

    def recall(self) -> int | None:
        """Say what was said last and give the exit code; None when something has changed, or nothing is known."""
        if self._file is None:
            return None
        try:
            known = json.loads(self._file.read_bytes())
            folder = self._section.folder
            if state_of(known["inputs"], self._section.templates, folder, known["package"]) != known["state"]:
                return None
            said = known["said"]["check" if self._mode.check else "write"]
            lines, text, code = [str(line) for line in said["stderr"]], str(said["stdout"]), int(said["code"])
        except (OSError, SpecforgeError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        for line in lines:
            self._globals.console.error(line)
        self._globals.console.result(text, self._globals.output_path)
        return code

    def keep(self, document: Document, outcome: Outcome) -> None:
        """Remember what the next run would say, should nothing change."""
        if self._file is None or outcome.made is None:
            return
        with contextlib.suppress(OSError, SpecforgeError):
            content = self._content(document, outcome)
            if content is not None:
                write_atomically(self._file, json.dumps(content))

    def _content(self, document: Document, outcome: Outcome) -> dict[str, Any] | None:
        """None where the next run cannot be told from this one."""
        inputs, folder = files_of(document), self._section.folder
        is_settled = bool(self._section.target) or len(last_records(folder, document)) == 1
        made = next_run(document, outcome.made) if inputs is not None and is_settled and outcome.made else None
        if inputs is None or made is None:
            return None
        notes = _Notes(self._globals.color, self._globals.quiet)
        quietly = replace(self._globals, _console=notes)
        said = {}
        for name, say in (("write", say_written), ("check", say_checked)):
            told = say(quietly, document, made, (), Mode(check=name == "check"), self._fail_on)
            code = told.code if told.code is not None else 0 if told.report.ok else 1
            said[name] = {"stderr": notes.lines, "stdout": render(self._globals, told.report), "code": code}
            notes.lines = []
        package = made.generated.plan.package
        state = state_of(inputs, self._section.templates, folder, package)
        return {"inputs": inputs, "package": package, "state": state, "said": said}

    def _key(self, *asked: str) -> str:
        """One for everything that is asked for, and for how answers look."""
        globals = self._globals
        looks = (
            globals.format,
            globals.quiet,
            globals.color,
            globals.console.colors_stdout(),
            bool(globals.output_path),
        )
        where = (str(Path.cwd()), str(self._section.folder.absolute()), shutil.get_terminal_size().columns)
        text = repr((asked, self._section, self._fail_on, looks, where))
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "specforge" / "gen"
