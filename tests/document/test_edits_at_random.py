"""Edits at random on YAML and JSON at random: the text means what the edits say, and its comments stay."""

from __future__ import annotations

import json
import os
import re
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from specforge.document.edits import Edit, EditProblem, Insert, Remove, Rename, Reorder, Set, apply, names, plan
from specforge.document.place import Place, Tokens
from specforge.document.rewrite import rewrite, same, text_edits
from specforge.document.source import Source

QUICK = settings(
    max_examples=int(os.environ.get("EDIT_EXAMPLES", "80")),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
KEYS = st.sampled_from(["a", "b", "get", "/users/{id}", "200", "x y", "on", "a: b", "é", "<<", "#", ""])
SCALARS = st.sampled_from(
    [
        *(None, True, 0, -1.5, "x", "yes", "", "a: b", "# no", "it's", '"'),
        *("one\ntwo\n", "two\n\nlines", " pad ", "é\u2028", "1e3", "{a", "-"),
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)
ROOTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5) | st.lists(VALUES, min_size=1, max_size=4)


class Writer:
    """Writes values as YAML in every style there is, with comments and blank lines strewn in between."""

    def __init__(self, draw: Any, newline: str) -> None:
        self.draw = draw
        self.newline = newline
        self.comments = 0
        self.anchors = 0
        self.step = draw(st.integers(1, 4))
        self.dash = draw(st.sampled_from([0, self.step]))

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == 1)

    def comment(self) -> str:
        self.comments += 1
        return f"# comment {self.comments}"

    def scalar(self, value: Any, indent: int, *, is_flow: bool = False, is_key: bool = False) -> str:
        if not isinstance(value, str):
            return "" if value is None and not is_flow and self.chance(3) else json.dumps(value)
        if not is_flow and not is_key and re.fullmatch(r"(\w[\w ]*\w\n)+", value) and self.chance(2):
            header = self.draw(st.sampled_from(["|", "|+", ">", "| " + self.comment()]))
            if header != ">" or value.count("\n") == 1:
                return header + "".join("\n" + " " * (indent + 1) + line for line in value.splitlines())
        if re.fullmatch(r"\w+", value) and not re.fullmatch(r"[\d.e]+|on|yes", value) and self.chance(2):
            return value
        if value.isprintable() and self.chance(2):
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value).replace("\\u2028", "\\L")

    def flow(self, value: Any) -> str:
        space = self.draw(st.sampled_from(["", " "]))
        if value and isinstance(value, dict | list) and self.chance(6):
            space = "\n" + " " * 30 + self.draw(st.sampled_from(["", " "]))
        if isinstance(value, dict):
            inner = ("," + space).join(f"{json.dumps(k)}: {self.flow(v)}" for k, v in value.items())
            return "{" + space + inner + space + "}"
        if isinstance(value, list):
            return "[" + space + ("," + space).join(map(self.flow, value)) + space + "]"
        return self.scalar(value, 0, is_flow=True)

    def above(self, indent: int) -> str:
        """What may stand between two entries."""
        lines = []
        for _ in range(self.draw(st.integers(0, 2))):
            lines.append("" if self.chance(2) else " " * indent + self.comment())
        return "".join(line + "\n" for line in lines)

    def behind(self, text: str) -> str:
        return text + " " + self.comment() if "\n" not in text and self.chance(5) else text

    def block(self, value: Any, indent: int, *, is_inline: bool) -> str:
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        out = []
        for index, (key, item) in enumerate(entries):
            if not (index == 0 and is_inline):
                out.append(self.above(indent) + " " * indent)
            out.append(self.entry(key, item, indent) + "\n")
        return "".join(out).removesuffix("\n")

    def entry(self, key: Any, value: Any, indent: int) -> str:
        is_member = isinstance(key, str)
        start = self.scalar(key, 0, is_flow=True, is_key=True) + ":" if is_member else "-"
        if is_member and self.chance(12):
            start = "? " + start[:-1] + "\n" + " " * indent + ":"
        if self.chance(12):
            self.anchors += 1
            start += f" &a{self.anchors}"
        if not isinstance(value, dict | list) or not value or self.chance(4):
            text = self.flow(value) if isinstance(value, dict | list) else self.scalar(value, indent)
            return self.behind(start + (" " + text if text else ""))
        if not is_member and self.chance(2):
            return "- " + self.block(value, indent + 2, is_inline=True)
        deeper = indent + (self.dash if isinstance(value, list) and is_member else self.step)
        return self.behind(start) + "\n" + self.block(value, deeper, is_inline=False)


@st.composite
def sources(draw: Any) -> Source:
    value = draw(ROOTS)
    if draw(st.integers(1, 4)) == 1:
        indent = draw(st.sampled_from([None, 1, 2, "\t"]))
        text = json.dumps(value, indent=indent, ensure_ascii=draw(st.booleans()))
    else:
        writer = Writer(draw, "\n")
        head = draw(st.sampled_from(["", "", "---\n", "# head\n\n", "%YAML 1.2\n--- # head\n"]))
        text = head + writer.block(value, 0, is_inline=False)
        text += draw(st.sampled_from(["", "\n", "\n\n# the end\n", "\n...\n"]))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return Source("file:///api.yaml", "api.yaml", text.replace("\n", newline).encode())


def containers(value: Any, tokens: Tokens = ()) -> list[tuple[Tokens, Any]]:
    found = [(tokens, value)] if isinstance(value, dict | list) else []
    inner = value if isinstance(value, dict) else dict(zip(names(value), value, strict=True)) if found else {}
    return found + [pair for key, item in inner.items() for pair in containers(item, (*tokens, key))]


@st.composite
def edits(draw: Any, source: Source) -> list[Edit]:
    return [draw(edit(source)) for _ in range(draw(st.integers(1, 3)))]


@st.composite
def edit(draw: Any, source: Source) -> Edit:
    tokens, container = draw(st.sampled_from(containers(source.value)))
    place = Place(source, tokens)
    old = names(container)
    kinds: list[str] = ["add"]
    if old:
        kinds += ["set", "remove", "remove", "reorder"] + (["rename"] if isinstance(container, dict) else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "reorder":
        return Reorder(place, tuple(draw(st.permutations(old))))
    if kind == "add" and isinstance(container, list):
        return Insert(place.child(draw(st.sampled_from([*old, "-"]))), draw(VALUES))
    if kind == "add":
        key = draw(KEYS.filter(lambda key: key not in container))
        return Set(place.child(key), draw(VALUES), draw(st.none() | st.lists(KEYS, max_size=2).map(tuple)))
    token = draw(st.sampled_from(old))
    if kind == "set":
        return Set(place.child(token), draw(VALUES))
    if kind == "rename":
        return Rename(place.child(token), draw(KEYS))
    return Remove(place.child(token), prune=draw(st.booleans()))


REFUSALS = re.compile("overlap|ends with blank lines|comments inside|touched more|could not be read")


@QUICK
@given(st.data())
def test_the_text_means_what_the_edits_say(data: st.DataObject) -> None:
    source = data.draw(sources())
    made = data.draw(edits(source))
    try:
        expected = apply(source.value, plan(source.value, made))
    except EditProblem:
        assume(False)

    try:
        new = rewrite(source, made)
    except EditProblem as problem:
        # One edit alone is nearly always possible; several may meet in the text.
        assert len(made) > 1 or REFUSALS.search(str(problem)), problem
        return

    assert same(new.value, expected)
    assert new.text.count("\r\n") == new.text.count("\n") or "\r" not in source.text


@QUICK
@given(st.data())
def test_comments_stay_but_those_of_what_goes(data: st.DataObject) -> None:
    source = data.draw(sources())
    made = data.draw(edit(source))
    try:
        new = rewrite(source, [made])
    except EditProblem:
        assume(False)

    before, after = (re.findall(r"# comment \d+", text) for text in (source.text, new.text))

    if isinstance(made, Set | Remove):
        assert len(set(after)) == len(after) and set(after) <= set(before)
    else:
        assert sorted(after) == sorted(before)
    if isinstance(made, Rename | Insert):
        assert after == before


@QUICK
@given(st.data())
def test_sorting_there_and_back_gives_the_same_bytes(data: st.DataObject) -> None:
    source = data.draw(sources())
    tokens, container = data.draw(st.sampled_from(containers(source.value)))
    old = names(container)
    order = tuple(data.draw(st.permutations(old)))
    try:
        there = rewrite(source, [Reorder(Place(source, tokens), order)])
        back_order = tuple(old) if isinstance(container, dict) else tuple(str(order.index(name)) for name in old)
        back = rewrite(there, [Reorder(Place(there, tokens), back_order)])
    except EditProblem:
        assume(False)

    assert sorted(there.text) == sorted(source.text)
    assert same(back.value, source.value)


@QUICK
@given(st.data())
def test_text_edits_say_the_same_as_the_new_text(data: st.DataObject) -> None:
    source = data.draw(sources())
    made = data.draw(edit(source))
    try:
        new = rewrite(source, [made])
    except EditProblem:
        assume(False)

    text = source.text
    for change in reversed(text_edits(source, [made])):
        text = text[: change.start] + change.replacement + text[change.end :]

    assert text == new.text
