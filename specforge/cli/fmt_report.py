"""The report of ``specforge fmt``: the files that change, and the objects that cannot be sorted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from specforge.cli.rewriting import Pair
from specforge.document.place import Place, Region, Tokens
from specforge.document.rewrite import TextEdit
from specforge.errors import InputError
from specforge.findings.model import Finding, Fix, Report, RuleInfo, Severity, sort_findings
from specforge.lint.unreadable import finding_of

RULE = "field-order"
_INFO = {RULE: RuleInfo("The fields of objects are in customary order.")}


@dataclass(slots=True)
class Formatted:
    """What formatting made of the files of a run, by URI: ``moved`` are the objects that were sorted, ``left`` those
    that could not be, with the reason."""

    pairs: dict[str, Pair] = field(default_factory=dict)
    moved: dict[str, list[Tokens]] = field(default_factory=dict)
    left: dict[tuple[str, Tokens], str] = field(default_factory=dict)
    failures: list[InputError] = field(default_factory=list)

    @property
    def stale(self) -> list[Pair]:
        """The files that change."""
        return [pair for pair in self.pairs.values() if pair[0].data != pair[1].data]


def notes(formatted: Formatted) -> Iterator[str]:
    """For people: a line for every object that stays unsorted."""
    for finding in sort_findings(_left(formatted, 0)):
        place = finding.place
        yield f"{place.file}:{place.region.line}:{place.region.column}: {finding.message}"


def would_change(formatted: Formatted, *, ok: bool) -> Report:
    """A finding for every file that would change, with the change as its fix."""
    findings = [_stale(uri, formatted) for uri, (old, new) in formatted.pairs.items() if old.data != new.data]
    return _report(formatted, [*findings, *_left(formatted, 0)], "would_change", ok)


def was_changed(formatted: Formatted, *, ok: bool) -> Report:
    """What is left to say once the files are written."""
    return _report(formatted, list(_left(formatted, 1)), "formatted", ok)


def _report(formatted: Formatted, findings: list[Finding], counted: str, ok: bool) -> Report:
    findings = sort_findings([*map(finding_of, formatted.failures), *findings])
    summary = {"files": len(formatted.pairs), counted: len(formatted.stale)}
    subjects = [old.name for old, _ in formatted.pairs.values()]
    return Report("fmt", findings, ok, summary, rules=_INFO, subjects=subjects)


def _stale(uri: str, formatted: Formatted) -> Finding:
    old, _ = pair = formatted.pairs[uri]
    moved = dict.fromkeys(formatted.moved.get(uri, [()]))
    objects = "1 object are" if len(moved) == 1 else f"{len(moved)} objects are"
    message = f"the fields of {objects} not in customary order"
    fix = Fix("put the fields into customary order", (), texts=(_change(pair),))
    return Finding(RULE, Severity.WARNING, message, Place(old, next(iter(moved))), fix=fix)


def _change(pair: Pair) -> TextEdit:
    """All that changes in a file as one change of whole lines."""
    old, new = pair
    one, other = old.text.splitlines(keepends=True), new.text.splitlines(keepends=True)
    head = _alike(one, other)
    tail = _alike(one[head:][::-1], other[head:][::-1])
    start = sum(map(len, one[:head]))
    end = len(old.text) - sum(map(len, one[len(one) - tail :]))
    region = Region(*old.position(start), *old.position(end))
    return TextEdit(Place(old, ()), region, "".join(other[head : len(other) - tail]), start, end)


def _alike(one: list[str], other: list[str]) -> int:
    """With how many equal lines both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _left(formatted: Formatted, which: int) -> Iterator[Finding]:
    """The objects that stay unsorted, at their place in the old files (0) or the new ones (1)."""
    for (uri, tokens), reason in formatted.left.items():
        place = Place(formatted.pairs[uri][which], tokens)
        where = f"`{place.pointer}`" if tokens else "the document"
        yield Finding(RULE, Severity.INFO, f"the fields of {where} stay in their order: {reason}", place)
