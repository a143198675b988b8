"""A unified diff of two texts, quick also for documents of many megabytes.

``difflib`` compares every line with every other one like it, which takes minutes where thousands of lines say ``}``.
Here lines that occur once in both texts are matched first (patience diff), and difflib fills in what is between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

_CONTEXT = 3
_SMALL = 500
Match = tuple[int, int, int]  # a line of the old text, one of the new text, how many lines are equal from there


def unified(old: str, new: str, name: str) -> str:
    """The diff in the format of ``diff -u``; empty for equal texts."""
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    changes = list(_changes(a, b))
    if not changes:
        return ""
    lines = [f"--- {name}\n", f"+++ {name}\n"]
    for hunk in _hunks(changes):
        lines += _hunk(a, b, hunk)
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


Change = tuple[int, int, int, int]


def _changes(a: list[str], b: list[str]) -> Iterator[Change]:
    i = j = 0
    for at, bt, size in [*_matches(a, b), (len(a), len(b), 0)]:
        if (at, bt) != (i, j):
            yield i, at, j, bt
        i, j = at + size, bt + size


def _matches(a: list[str], b: list[str]) -> list[Match]:
    """Equal runs, in order, found block by block."""
    found: list[Match] = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        i, i_end, j, j_end = waiting.pop()
        start = i
        while i < i_end and j < j_end and a[i] == b[j]:
            i, j = i + 1, j + 1
        if i > start:
            found.append((start, j - (i - start), i - start))
        size = 0
        while i < i_end - size and j < j_end - size and a[i_end - 1 - size] == b[j_end - 1 - size]:
            size += 1
        if size:
            found.append((i_end - size, j_end - size, size))
        waiting += _inner(a, b, (i, i_end - size, j, j_end - size), found)
    return sorted(found)


def _inner(a: list[str], b: list[str], block: tuple[int, int, int, int], found: list[Match]) -> list[Change]:
    """The smaller blocks to compare, or nothing where the block was small enough to be compared here."""
    i, i_end, j, j_end = block
    if i == i_end or j == j_end:
        return []
    anchors = _anchors(a, b, block) if i_end - i + j_end - j > _SMALL else []
    if not anchors:
        matcher = SequenceMatcher(None, a[i:i_end], b[j:j_end], autojunk=i_end - i > _SMALL)
        found += [(i + m.a, j + m.b, m.size) for m in matcher.get_matching_blocks() if m.size]
        return []
    # Each block begins at an anchor, so that its first lines are found equal.
    corners = [(i, j), *anchors, (i_end, j_end)]
    return [(x, x_end, y, y_end) for (x, y), (x_end, y_end) in pairwise(corners) if (x, y) != (x_end, y_end)]


def _anchors(a: list[str], b: list[str], block: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Lines that occur once on each side, as many as are in the same order on both (longest increasing sequence)."""
    i, i_end, j, j_end = block
    counts = Counter(a[i:i_end])
    others = Counter(b[j:j_end])
    at = {b[y]: y for y in range(j, j_end)}
    pairs = [(x, at[a[x]]) for x in range(i, i_end) if counts[a[x]] == 1 and others[a[x]] == 1]
    ends: list[int] = []  # the least last element of an increasing sequence of each length
    last: list[int] = []  # and which pair that is
    before: list[int] = []
    for index, (_, y) in enumerate(pairs):
        length = bisect_left(ends, y)
        ends[length : length + 1] = [y]
        last[length : length + 1] = [index]
        before.append(last[length - 1] if length else -1)
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _hunks(changes: list[Change]) -> Iterator[list[Change]]:
    hunk = [changes[0]]
    for change in changes[1:]:
        if change[0] - hunk[-1][1] > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk


def _hunk(a: list[str], b: list[str], changes: list[Change]) -> Iterator[str]:
    first, last = changes[0], changes[-1]
    before = min(_CONTEXT, first[0])
    after = min(_CONTEXT, len(a) - last[1])
    yield f"@@ -{_range(first[0] - before, last[1] + after)} +{_range(first[2] - before, last[3] + after)} @@\n"
    position = first[0] - before
    for i, i_end, j, j_end in changes:
        yield from (" " + line for line in a[position:i])
        yield from ("-" + line for line in a[i:i_end])
        yield from ("+" + line for line in b[j:j_end])
        position = i_end
    yield from (" " + line for line in a[position : last[1] + after])


def _range(start: int, end: int) -> str:
    size = end - start
    return f"{start + 1 if size else start}" + (f",{size}" if size != 1 else "")
