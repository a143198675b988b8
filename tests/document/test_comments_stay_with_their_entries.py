"""Comments at random behind and above the entries of a collection: each stays with its entry, or nothing changes."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specforge.document.edits import Edit, EditProblem, Insert, Remove, Rename, Reorder, Set
from specforge.document.place import Place
from specforge.document.rewrite import rewrite
from specforge.document.source import Source

QUICK = settings(
    max_examples=int(os.environ.get("EDIT_EXAMPLES", "250")),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
_ENTRY = re.compile(r"\be\d\b")
_COMMENT = re.compile(r"#(?: about (e\d))?.*")


def _key(name: str, is_mapping: bool, value: str) -> str:
    return f"{name}: {value}" if is_mapping else name if value == "1" else f"{{n: {name}, v: {value}}}"


@st.composite
def entries(draw: Any, is_mapping: bool) -> list[str]:
    values = ["1", "'a, b'", "[1, 2]", "{x: y}"]
    return [_key(f"e{n}", is_mapping, draw(st.sampled_from(values))) for n in range(draw(st.integers(2, 4)))]


@st.composite
def flow(draw: Any, is_mapping: bool) -> str:
    """In braces or brackets over several lines; some have comments behind them, some above, some neither."""
    written = draw(entries(is_mapping))
    lines = [draw(st.sampled_from(["", "", " # about all"]))]
    breaks = bool(lines[0]) or draw(st.booleans())
    text = lines[0] + ("\n" if breaks else "")
    comma_at_end = draw(st.booleans())
    for n, entry in enumerate(written):
        if breaks and draw(st.integers(0, 3)) == 0:
            text += " " * draw(st.sampled_from([2, 4, 6])) + f"# about e{n}\n"
        text += ("    " if breaks else "") + entry
        comma = "," if n + 1 < len(written) or comma_at_end else ""
        before_comma = draw(st.integers(0, 12)) == 0
        breaks = draw(st.integers(0, 3)) > 0
        comment = f" # about e{n}" if breaks and draw(st.booleans()) else ""
        text += comment + "\n    " + comma if before_comma and comment else comma + comment
        text += "\n" if breaks else " "
    text += ("  " if breaks else "") + ("}" if is_mapping else "]")
    return f"first: 0\ntop: {'{' if is_mapping else '['}{text}{draw(st.sampled_from(['', ' # about top']))}\nlast: 1\n"


@st.composite
def block(draw: Any, is_mapping: bool) -> str:
    """A block; comment lines may stand less deep, or as deep, as what is below them."""
    text = "first: 0\ntop:\n"
    for n, entry in enumerate(draw(entries(is_mapping))):
        text += draw(st.sampled_from(["", "", "\n"])) if n else ""
        if draw(st.booleans()):
            text += " " * draw(st.sampled_from([0, 1, 4])) + f"# about e{n}\n"
        text += "    " + ("" if is_mapping else "- ") + entry
        text += (f" # about e{n}" if draw(st.booleans()) else "") + "\n"
    return text + "last: 1\n"


def owners(text: str) -> list[tuple[str, str | None]]:
    """Of every comment about an entry: which one it is about by its words, and by where it stands."""
    found = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        comment = _COMMENT.search(line)
        if comment is None or comment[1] is None:
            continue
        before = _ENTRY.findall(line[: comment.start()])
        if before:
            found.append((comment[1], before[-1]))
        else:
            below = "\n".join(re.sub("#.*", "", other) for other in lines[number + 1 :])
            following = _ENTRY.search(below)
            found.append((comment[1], following[0] if following else None))
    return found


def _edit(data: st.DataObject, source: Source, is_mapping: bool) -> tuple[Edit, set[str]]:
    """An edit of one entry, and the entries whose comments may go with it."""
    top = Place(source, ("top",))
    value = source.value["top"]
    names = list(value) if is_mapping else [str(n) for n in range(len(value))]
    index = data.draw(st.integers(0, len(names) - 1))
    place, kind = (
        top.child(names[index]),
        data.draw(st.sampled_from(["remove", "remove", "add", "set", "sort", "name"])),
    )
    if kind == "remove":
        return Remove(place), {f"e{index}"}
    if kind == "add" and is_mapping:
        return Set(top.child("new"), 1, data.draw(st.sampled_from([(), None, (names[index],)]))), set()
    if kind == "add":
        return Insert(data.draw(st.sampled_from([place, top.child("-")])), "new"), set()
    if kind == "set":
        return Set(place, "new" if is_mapping else f"e{index}"), set()
    if kind == "name" and is_mapping:
        return Rename(place, f"e{index}"), set()
    return Reorder(top, tuple(data.draw(st.permutations(names)))), set()


@pytest.mark.parametrize("is_mapping", [True, False])
@pytest.mark.parametrize("write", [flow, block])
@QUICK
@given(data=st.data())
def test_a_comment_stays_with_its_entry_or_the_edit_is_refused(write: Any, is_mapping: bool, data: Any) -> None:
    text = data.draw(write(is_mapping))
    source = Source("file:///api.yaml", "api.yaml", text.encode())
    before = owners(text)
    made, going = _edit(data, source, is_mapping)
    try:
        after = rewrite(source, [made]).text
    except EditProblem:
        return

    # What is unclear in the text as it was (two entries in the line of a comment) proves nothing.
    unclear = {about for about, owner in before if about != owner}
    staying = [about for about, _ in before if about not in going | unclear]
    found = [(about, owner) for about, owner in owners(after) if about not in unclear]
    assert [about for about, owner in found if about != owner] == [], after
    assert sorted(about for about, _ in found) == sorted(staying), after
    assert after.count("# about all") == text.count("# about all")
    assert after.count("# about top") == text.count("# about top")
