"""Leaves out the findings that somebody asked not to hear of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from specforge.findings.ignores import Ignore, matches
from specforge.findings.model import Finding, Hidden


class Suppressed(NamedTuple):
    """``kept`` is shown, ``hidden`` is not; ``unused`` are the ignores that no finding needed."""

    kept: list[Finding]
    hidden: list[Hidden]
    unused: list[Ignore]


def suppress(findings: Iterable[Finding], ignores: Sequence[Ignore]) -> Suppressed:
    """Takes out what the ignores mean. Every ignore that means a finding is used, also where another did too."""
    index = _Index(ignores)
    used: set[int] = set()
    kept: list[Finding] = []
    hidden: list[Hidden] = []
    for finding in findings:
        found = index.of(finding)
        used.update(id(ignore) for ignore in found)
        if found:
            hidden.append(Hidden(finding, "ignore", found[0].reason, tuple(ignore.place for ignore in found)))
        else:
            kept.append(finding)
    return Suppressed(kept, hidden, [ignore for ignore in ignores if id(ignore) not in used])


class _Index:
    """Ignores by the node and by the line that they are about, so that a finding asks for its own only."""

    def __init__(self, ignores: Sequence[Ignore]) -> None:
        self._by_scope: dict[object, list[Ignore]] = {}
        self._by_line: dict[object, list[Ignore]] = {}
        for ignore in ignores:
            uri = ignore.place.source.uri
            if ignore.scope is not None:
                self._by_scope.setdefault((uri, ignore.scope), []).append(ignore)
            if ignore.line is not None:
                self._by_line.setdefault((uri, ignore.line), []).append(ignore)

    def of(self, finding: Finding) -> list[Ignore]:
        place = finding.place
        uri = place.source.uri
        near = list(self._by_line.get((uri, place.region.line), ())) if self._by_line else []
        for end in range(len(place.tokens) + 1) if self._by_scope else ():
            near += self._by_scope.get((uri, place.tokens[:end]), ())
        return [ignore for ignore in near if ignore.rule is not None and matches(ignore.rule, finding.rule)]
