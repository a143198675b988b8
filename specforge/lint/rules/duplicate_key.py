"""duplicate-key: a mapping that has one key twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specforge.document.model import Document
from specforge.document.place import Place, Region
from specforge.findings.model import Related, Severity
from specforge.lint.rule import ANYTHING, Context, Problem, rule

_TOP = Region(1, 1, 1, 2)


@dataclass(frozen=True, slots=True)
class _Earlier(Place):
    """A key that is overwritten further down: its pointer leads to the later one, so that it brings its own region."""

    at: Region = _TOP

    @property
    def region(self) -> Region:
        return self.at


@rule("duplicate-key", on="Document", severity=Severity.ERROR, structural=True, versions=ANYTHING)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A key is written twice in the same mapping; the last one wins silently."""
    _ = context.index  # the walk opens the other files
    for source in list(document.sources.values()):
        for place, key, regions in source.duplicates:
            related = tuple(
                Related("written here first", _Earlier(source, place.tokens, True, region)) for region in regions[:-1]
            )
            lines = " and ".join(str(region.line) for region in regions[:-1])
            yield Problem(
                f"key `{key}` is written more than once: also in line {lines}",
                place,
                help="only the last one counts; rename or remove one",
                related=related,
            )
