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
    by_file: dict[str, tuple[Source, list[Place]]] = {}
    for finding in findings:
        for place in _places(finding):
            by_file.setdefault(place.source.uri, (place.source, []))[1].append(place)
    for source, places in by_file.values():
        source.locate(places)


def _places(finding: Finding) -> Iterator[Place]:
    yield finding.place
    yield from (related.place for related in finding.related)
    yield from (edit.place for edit in (finding.fix.edits if finding.fix else ()))
