"""Lines and columns of many findings at once: one pass a file instead of one a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specforge.document.place import Place

if TYPE_CHECKING:
    from specforge.document.source import Source
    from specforge.findings.model import Finding


def locate_all(findings: Iterable[Finding]) -> None:
    """Find the regions of every place that the findings name; asking for one of them is free afterwards."""
    by_file: dict[Source, list[Place]] = {}
    for finding in findings:
        for place in places_of(finding):
            by_file.setdefault(place.source, []).append(place)
    for source, places in by_file.items():
        source.locate(places)


def places_of(finding: Finding) -> Iterator[Place]:
    """Every place that the finding names."""
    yield finding.place
    yield from (related.place for related in finding.related)
