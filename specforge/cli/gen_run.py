"""One run of ``specforge gen``: generate for the folder, write or show, and say what is to be said."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specforge.atomic import write_atomically
from specforge.cli.gen_options import Mode
from specforge.cli.options import Globals
from specforge.config.sections import GenSection
from specforge.document.model import Document
from specforge.errors import OutputError
from specforge.findings.model import Finding, Report
from specforge.findings.threshold import passes
from specforge.gen.detect import DEFAULT, detect
from specforge.gen.lock import only_run
from specforge.gen.regenerate import Regeneration, judge_again, regenerate
from specforge.gen.settings import Settings
from specforge.gen.settle import last_records, with_last_targets
from specforge.gen.target import TARGETS
from specforge.gen.write import Change, State, diff, write

# LibCST takes half a second to import: it comes with the option that needs it.
_STUBS = "specforge.gen.userfiles.stubs"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: ``code`` is the exit code, None where the findings decide."""

    report: Report
    code: int | None
    shown: str = ""
    made: Regeneration | None = None


def settings_of(globals: Globals, section: GenSection, document: Document, folder: Path) -> Settings:
    """The settings of a run. Which target was chosen where nobody named one is said on stderr."""
    records = last_records(folder, document)
    targets = with_last_targets(section.target, section.package, records)
    if not targets:
        if len(records) == 1 and records[0].targets:
            targets = records[0].targets
        else:
            found = detect(folder)
            targets = (found.target if found.target in TARGETS else DEFAULT,)
            known = "" if found.target in TARGETS else f"there is none for {found.target}, although "
            globals.console.progress(f"target {targets[0]}: {known}{found.why}")
    return Settings(tuple(targets), section.package, section.templates, section.fallback, section.strict)


def run(globals: Globals, document: Document, section: GenSection, mode: Mode, fail_on: str) -> Outcome:
    """Generate, and do with it what ``mode`` says. Raises SpecforgeError."""
    folder = section.folder
    settings = settings_of(globals, section, document, folder)
    with only_run(folder):
        made = regenerate(document, settings, folder)
        completed = _completed(made) if mode.stubs else []
        if mode.diff:
            shown = diff([*made.changes.pending, *map(_change, completed)])
            return Outcome(_report(made, made.findings, {"diff": shown}, fail_on), 0, shown)
        if mode.check:
            return say_checked(globals, document, made, completed, mode, fail_on)
        write(made.changes, force=mode.force)
        for one in completed:
            write_atomically(folder / one.path, one.new)
    return say_written(globals, document, made, completed, mode, fail_on)


def _completed(made: Regeneration) -> Sequence[Any]:
    """The user's files with stubs; those that are to be written for the first time need none."""
    stubs = importlib.import_module(_STUBS)
    completed: Sequence[Any] = stubs.complete(made.code, made.generated.wanted, made.judgement.missing)
    return completed


def _change(one: Any) -> Change:
    old, new = (data.decode("utf-8", "replace") for data in (one.old, one.new))
    return Change(one.path, State.CHANGED, old, new)


def say_checked(
    globals: Globals, document: Document, made: Regeneration, completed: Sequence[Any], mode: Mode, fail_on: str
) -> Outcome:
    """Nothing is written; what would be makes the exit code 5."""
    pending = [change.path for change in made.changes.pending] + [one.path for one in completed]
    for change in made.changes.pending:
        verb = "written" if change.new is not None else "removed"
        globals.console.detail(f"{change.path} would be {verb} ({change.state.value})")
    if pending:
        globals.console.error(f"{_files(len(pending))} not up to date: {_some(pending)}")
    report = _report(made, made.findings, {"stale": pending}, fail_on, is_stale=bool(pending))
    return Outcome(report, OutputError.exit_code if pending else None, made=made)


def say_written(
    globals: Globals, document: Document, made: Regeneration, completed: Sequence[Any], mode: Mode, fail_on: str
) -> Outcome:
    """Say what was written. What is wrong in the user's code is listed by ``--stubs`` and ``--check`` only."""
    pending = made.changes.pending
    for change in pending:
        verb = "written" if change.new is not None else "removed"
        globals.console.detail(f"{change.path} was {verb} ({change.state.value})")
    globals.console.progress(f"{len(pending)} of {len(made.changes.files)} files written to {made.changes.folder}")
    for one in completed:
        globals.console.progress(f"{one.path} got {', '.join(one.added)}")
    findings: tuple[Finding, ...] = made.generated.findings
    if mode.stubs:
        findings += tuple(judge_again(document, made).findings)
    elif made.judgement.findings:
        count = len(made.judgement.findings)
        globals.console.progress(
            f"your code and the contract differ in {count} place{'' if count == 1 else 's'}: "
            "`specforge gen --check` lists them"
        )
    added = [name for one in completed for name in one.added]
    return Outcome(_report(made, findings, {"added": added} if mode.stubs else {}, fail_on), None, made=made)


def _report(
    made: Regeneration, findings: Sequence[Finding], more: dict[str, Any], fail_on: str, *, is_stale: bool = False
) -> Report:
    plan = made.generated.plan
    summary = {
        "out": str(made.changes.folder),
        "package": plan.package,
        "targets": list(made.generated.settings.targets),
        "files": {state.value: made.changes.count(state) for state in State},
        "operations": len(plan.operations),
        **({"implemented": made.judgement.implemented} if made.generated.wanted else {}),
        **more,
    }
    return Report("gen", tuple(findings), ok=passes(findings, fail_on) and not is_stale, summary=summary)


def _files(count: int) -> str:
    return f"{count} file is" if count == 1 else f"{count} files are"


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:3]) + (", ..." if len(paths) > 3 else "")
