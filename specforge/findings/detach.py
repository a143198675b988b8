"""Findings without their files: small enough to cross to another process, and reported the same, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from specforge.document.place import Place, Region
from specforge.document.source import Source
from specforge.findings.excerpt import Excerpt
from specforge.findings.fingerprint import stable_tokens
from specforge.findings.locate import locate_all, places_of
from specforge.findings.model import Finding

# How many lines a source frame shows around the one that is meant.
_AROUND = 1


def detach(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings with excerpts for their files. Every report of them is the same, byte for byte."""
    findings = list(findings)
    locate_all(findings)
    places: dict[Source, list[Place]] = {}
    for finding in findings:
        for place in places_of(finding):
            places.setdefault(place.source, []).append(place)
    small = {source: _excerpt(source, set(found)) for source, found in places.items()}
    return [_moved(finding, small) for finding in findings]


def _excerpt(source: Source, places: set[Place]) -> Excerpt:
    regions = {(place.tokens, place.key): source.region(place) for place in places}
    stable = {place.tokens: tuple(stable_tokens(place)) for place in places}
    # A place of a kind of its own may know its region better than the file.
    lines = dict(_kept_lines(source.lines, [place.region for place in places]))
    return Excerpt(source, regions, lines, stable)


def _kept_lines(lines: list[str], regions: Iterable[Region]) -> Iterator[tuple[int, str]]:
    wanted = {line for region in regions for line in range(region.line - _AROUND, region.line + _AROUND + 1)}
    for number in wanted:
        if 0 < number <= len(lines):
            yield number, lines[number - 1]


def _moved(finding: Finding, small: Mapping[Source, Excerpt]) -> Finding:
    def move(place: Place) -> Place:
        return replace(place, source=small[place.source])

    fix = finding.fix
    return replace(
        finding,
        place=move(finding.place),
        related=tuple(replace(related, place=move(related.place)) for related in finding.related),
        fix=fix and replace(fix, edits=tuple(replace(edit, place=move(edit.place)) for edit in fix.edits)),
    )
