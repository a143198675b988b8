"""Findings as the page shows them: by operation, else by file, each with what belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from specforge.findings.model import Report, Severity
from specforge.reporters.entry import Entry, Spot, tally
from specforge.reporters.frame import FrameLine, frame
from specforge.reporters.tables import shown

# More findings than this are a list to choose from.
_MOST_OPEN = 5


class Place(NamedTuple):
    """A line of a file with what stands around it."""

    name: str
    pointer: str
    lines: list[FrameLine]


class Block(NamedTuple):
    """Text that belongs to a finding. ``is_command``: somebody will want to copy it; ``is_short``: it is a line."""

    title: str
    text: str
    is_command: bool
    is_short: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One finding."""

    entry: Entry
    place: Place | None
    related: list[tuple[str, Place | None]]
    blocks: list[Block]
    link: str
    is_open: bool


class Group(NamedTuple):
    """The findings of one operation or file."""

    name: str
    cards: list[Card]
    counts: list[tuple[str, int]]


class Tile(NamedTuple):
    """A figure at the top of the page."""

    name: str
    value: str
    note: str = ""
    tone: str = ""


def verdict_of(report: Report, entries: list[Entry]) -> str:
    """``Failed: 2 errors, 1 warning``."""
    found = ", ".join(counted for _, counted in tally(entries)) or "no findings"
    return f"{'Passed' if report.ok else 'Failed'}: {found}"


def tiles_of(report: Report, entries: list[Entry]) -> list[Tile]:
    """What a reader wants to know first."""
    counts = tally(entries)
    tone = counts[0][0] if counts else "good"
    facts = report.summary
    tiles = [Tile("Findings", str(len(entries)), ", ".join(text for _, text in counts) or "nothing found", tone)]
    if report.coverage is not None:
        tested = sum(bool(one.statuses) for one in report.coverage.operations)
        tiles.append(Tile("Operations tested", str(tested), f"of {len(report.coverage.operations)}"))
        tiles.append(Tile("Coverage", shown(report.coverage.percent), "of the document"))
    if isinstance(facts.get("requests"), int):
        tiles.append(Tile("Requests", f"{facts['requests']:,}"))
    if isinstance(facts.get("duration"), int | float):
        tiles.append(Tile("Duration", f"{facts['duration']:.3g} s"))
    return tiles


def groups_of(entries: list[Entry]) -> list[Group]:
    """In the order of their first findings; in a group, the worst come first."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(_group_name(entry), []).append(entry)
    numbers = count()
    return [
        Group(name, [_card(entry, is_open=next(numbers) < _MOST_OPEN) for entry in _sorted(group)], _counts(group))
        for name, group in found.items()
    ]


def _sorted(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: Severity(entry.severity).rank)


def _group_name(entry: Entry) -> str:
    if len(entry.operations) > 1:
        return "Several operations"
    return entry.operation or entry.spot.file or "The run itself"


def _counts(entries: list[Entry]) -> list[tuple[str, int]]:
    counts = Counter(entry.severity for entry in entries)
    return [(severity.value, counts[severity.value]) for severity in Severity if severity.value in counts]


def _card(entry: Entry, *, is_open: bool) -> Card:
    related = [(aside.message, _place(aside.spot)) for aside in entry.related]
    # A link only to the web: an address of another scheme could be a script.
    url = entry.help_url or ""
    link = url if url.startswith(("https://", "http://")) else ""
    return Card(entry, _place(entry.spot), related, list(_blocks(entry)), link, is_open)


def _place(spot: Spot) -> Place | None:
    if not spot.file:
        return None
    return Place(f"{spot.file}:{spot.region.line}:{spot.region.column}", spot.pointer, frame(spot))


def _blocks(entry: Entry) -> Iterator[Block]:
    for title, text in entry.details.items():
        if title == "operations" and entry.operations:
            continue  # they are named above
        text = text.strip("\n")
        is_short = "\n" not in text and len(text) < 80 and title != "curl"
        yield Block(title, text, title == "curl", is_short)
