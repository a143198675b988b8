"""What reporters print: findings, and the error that stopped a command, lowered once to plain strings and numbers."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from specforge.document.place import Place, Region
from specforge.document.source import Source
from specforge.errors import InputError, SpecforgeError, UsageError
from specforge.findings.fingerprint import digest, file_key, fingerprints
from specforge.findings.locate import locate_all
from specforge.findings.model import Finding, Fix, Report, Severity

if TYPE_CHECKING:
    from specforge.document.rewrite import TextEdit

# Only formats that show the changes of a fix need what works them out.
_REPAIR = "specforge.findings.repair"


def _no_line(_: int) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, ready to print. ``file`` is empty when no file is at fault.

    ``line_text`` gives the text of a 1-based line, None when it is not known.
    """

    file: str
    pointer: str
    region: Region
    line_text: Callable[[int], str | None] = field(default=_no_line, repr=False, compare=False)


class Aside(NamedTuple):
    """A related place and what it is."""

    message: str
    spot: Spot


class Change(NamedTuple):
    """The text of ``spot`` is to become ``replacement``."""

    spot: Spot
    replacement: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A fix. Its ``changes`` of the text are worked out only for the formats that show them."""

    message: str
    safe: bool
    find_changes: Callable[[], tuple[Change, ...]] = field(repr=False, compare=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.find_changes()


@dataclass(frozen=True, slots=True)
class Entry:
    """A Finding, or the error that stopped the command, ready to print.

    Its ``fingerprint`` is worked out, with those of all others, only for the formats that show it.
    """

    rule: str
    severity: str
    message: str
    spot: Spot
    find_fingerprint: Callable[[], str] = field(repr=False, compare=False)
    operation: str | None = None
    help: str | None = None
    help_url: str | None = None
    related: tuple[Aside, ...] = ()
    repair: Repair | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    is_failure: bool = False
    is_harmless: bool = False
    operations: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """The operation, and how many others have the same fault; empty when there is none."""
        named = self.operation or next(iter(self.operations), "")
        others = len(self.operations) - 1
        return f"{named}{f' and {others} more' if others > 0 else ''}"

    @property
    def fingerprint(self) -> str:
        return self.find_fingerprint()


def entries_of(report: Report) -> list[Entry]:
    """The findings in their order, then the error that stopped the command, and what was wrong besides."""
    locate_all(report.findings)
    distinct = cache(lambda: fingerprints(report.findings))
    fixes = tuple(finding.fix for finding in report.findings if finding.fix)
    entries = [
        _from_finding(finding, partial(_at, distinct, index), fixes) for index, finding in enumerate(report.findings)
    ]
    if report.harmless:
        entries = [replace(one, is_harmless=at in report.harmless) for at, one in enumerate(entries)]
    if report.error is not None:
        others = report.error.others if isinstance(report.error, UsageError) else ()
        entries += map(_from_error, (report.error, *others))
    return entries


def tally(entries: list[Entry]) -> list[tuple[str, str]]:
    """Each severity that occurs, from the worst, with its count in words: ``("error", "2 errors")``."""
    counts = Counter(entry.severity for entry in entries)
    return [(one.value, one.counted(counts[one.value])) for one in Severity if counts[one.value]]


def _at(find: Callable[[], list[str]], index: int) -> str:
    return find()[index]


def _from_finding(finding: Finding, find_fingerprint: Callable[[], str], every_fix: tuple[Fix, ...]) -> Entry:
    return Entry(
        rule=finding.rule,
        severity=finding.severity.value,
        message=finding.message,
        spot=_spot(finding.place),
        find_fingerprint=find_fingerprint,
        operation=finding.operation,
        help=finding.help,
        help_url=finding.help_url,
        related=tuple(Aside(related.message, _spot(related.place)) for related in finding.related),
        repair=_repair(finding, every_fix),
        details=finding.details,
        operations=finding.operations,
    )


def _repair(finding: Finding, every_fix: tuple[Fix, ...]) -> Repair | None:
    """The fix of a finding; the text of a file is taken apart once for all of ``every_fix``."""
    fix = finding.fix
    if fix is None:
        return None

    def find_changes() -> tuple[Change, ...]:
        repair = importlib.import_module(_REPAIR)
        repair.prepare(every_fix)
        return tuple(_change(edit) for edit in repair.text_edits_of(fix))

    return Repair(fix.message, fix.safe, find_changes)


def _change(edit: TextEdit) -> Change:
    place = edit.place
    return Change(Spot(place.file, place.pointer, edit.region, _line_text(place.source)), edit.replacement)


def _spot(place: Place) -> Spot:
    return Spot(place.file, place.pointer, place.region, _line_text(place.source))


def _line_text(source: Source) -> Callable[[int], str | None]:
    lines = source.lines

    def line_text(number: int) -> str | None:
        return lines[number - 1] if 0 < number <= len(lines) else None

    return line_text


def _from_error(error: SpecforgeError) -> Entry:
    spot = _error_spot(error)
    # No source to take names from: the position is all that tells two errors of a kind apart.
    own = (error.rule, file_key(spot.file), spot.pointer, str(spot.region.line), error.message)
    return Entry(error.rule, "error", error.message, spot, partial(digest, *own), help=error.help, is_failure=True)


def _error_spot(error: SpecforgeError) -> Spot:
    if isinstance(error, InputError):
        return _known_line(error.file, error.pointer, error.line, error.column, error.source_line)
    if isinstance(error, UsageError) and error.file:
        return _known_line(error.file, "", error.line, error.column, _line_of(error.file, error.line))
    return Spot("", "", Region(1, 1, 1, 2))


def _known_line(file: str, pointer: str, line: int, column: int, text: str | None) -> Spot:
    def line_text(number: int) -> str | None:
        return text if number == line else None

    return Spot(file, pointer, Region(line, column, line, column + 1), line_text)


def _line_of(file: str, line: int) -> str | None:
    """The line of a configuration file, which is there or it would not be at fault."""
    path = Path(file)
    try:
        # A device may have no end, and a pipe was read already.
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    except (OSError, UnicodeDecodeError):
        return None
    return lines[line - 1] if line <= len(lines) else None
