"""Edits: what is to change in a document, said of its values; ``rewrite`` carries it over to the text.

All places are those of the document before any edit, also when several edits are made at once. What an edit means is
said twice: ``apply`` says it of plain values, ``rewrite`` of YAML and JSON text, and the one is held against the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from specforge.document.place import Place, TextPlace, Tokens


class EditProblem(Exception):
    """An edit that cannot be made: what it is about is not there, contradicts another edit, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Set:
    """The value at ``place`` becomes ``value``.

    A member that does not exist is added to its mapping: behind the last of the members ``after`` that exists, at the
    front where none of them does; at the end without ``after``.
    """

    place: Place
    value: Any = field(hash=False)
    after: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """A member or an element goes. With ``prune`` the containers that are left empty by it go too."""

    place: Place
    prune: bool = False


@dataclass(frozen=True, slots=True)
class Rename:
    """A member of a mapping gets another key and keeps its position. The same key again: as a string, in quotes."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class Insert:
    """A new element of a sequence before the one at ``place``; the token ``-`` means the end, as in RFC 6902."""

    place: Place
    value: Any = field(hash=False)


@dataclass(frozen=True, slots=True)
class Reorder:
    """The members (by key) or elements (by position, as text) of the container at ``place`` get this order."""

    place: Place
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erase:
    """The text in the region of ``place`` goes, a comment or a part of one: the value stays as it is."""

    place: TextPlace


Edit = Set | Remove | Rename | Insert | Reorder | Erase
_END = "-"


@dataclass(slots=True)
class Changes:
    """What happens to one container: members by key, elements by their old position (as text)."""

    replaced: dict[str, Any] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    inserted: list[tuple[int, str, Any]] = field(default_factory=list)  # before which entry, key, value
    order: tuple[str, ...] | None = None


Plan = dict[Tokens, Changes]


def plan(value: Any, edits: Iterable[Edit]) -> Plan:
    """The edits by the container that they change. Raises EditProblem for what is impossible or contradictory."""
    found: Plan = {}
    distinct = list(dict.fromkeys(edits))
    for edit in _pruned(value, distinct):
        tokens = edit.place.tokens
        if isinstance(edit, Erase):
            continue
        if isinstance(edit, Reorder):
            _reorder(found, at(value, tokens), tokens, edit.order)
        elif not tokens:
            raise EditProblem("the root of a file cannot be replaced")
        else:
            parent = at(value, tokens[:-1])
            _note(found.setdefault(tokens[:-1], Changes()), parent, tokens[-1], edit)
    _refuse_contradictions(value, found)
    return found


def at(value: Any, tokens: Tokens) -> Any:
    """The value at a path. Raises EditProblem where there is none."""
    for token in tokens:
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            raise EditProblem(f"there is no `{token}` to edit")
    return value


def names(container: Any) -> list[str]:
    """The keys of a mapping, the positions of a sequence."""
    return list(container) if isinstance(container, dict) else [str(index) for index in range(len(container))]


def _pruned(value: Any, edits: list[Edit]) -> list[Edit]:
    """The edits, where all members of a container go and one of them says so, as the removal of the container."""
    while True:
        going: dict[Tokens, set[str]] = {}
        pruning: set[Tokens] = set()
        other: set[Tokens] = set()
        for edit in edits:
            parent = edit.place.tokens[:-1]
            if isinstance(edit, Remove):
                going.setdefault(parent, set()).add(edit.place.tokens[-1] if edit.place.tokens else "")
                pruning |= {parent} if edit.prune else set()
            elif isinstance(edit, Insert) or (isinstance(edit, Set) and edit.place.tokens):
                other.add(parent)
        emptied = {p for p in pruning - other if p and going[p] >= set(names(at(value, p)))}
        if not emptied:
            return edits
        gone = [e for e in edits if isinstance(e, Remove) and e.place.tokens[:-1] in emptied]
        kept = [e for e in edits if not (isinstance(e, Remove) and e.place.tokens[:-1] in emptied)]
        outer = {e.place.tokens[:-1]: Remove(Place(e.place.source, e.place.tokens[:-1]), prune=True) for e in gone}
        edits = [*kept, *outer.values()]


def _note(changes: Changes, parent: Any, token: str, edit: Edit) -> None:
    if isinstance(edit, Insert):
        changes.inserted.append((_position(parent, token), "", edit.value))
    elif isinstance(edit, Set) and isinstance(parent, dict) and token not in parent:
        if any(key == token for _, key, _ in changes.inserted):
            raise EditProblem(f"`{token}` is added twice")
        changes.inserted.append((_behind(parent, edit.after), token, edit.value))
    elif not isinstance(parent, dict | list) or token not in names(parent):
        raise EditProblem(f"there is no `{token}` to edit")
    elif isinstance(edit, Set):
        if token in changes.replaced:
            raise EditProblem(f"`{token}` is changed twice")
        changes.replaced[token] = edit.value
    elif isinstance(edit, Remove):
        changes.removed.add(token)
    elif isinstance(edit, Rename) and isinstance(parent, dict) and token not in changes.renamed:
        changes.renamed[token] = edit.name
    else:
        raise EditProblem(f"`{token}` is renamed twice, or is no member of a mapping")


def _position(parent: Any, token: str) -> int:
    if not isinstance(parent, list):
        raise EditProblem("elements can be inserted into a sequence only")
    if token == _END:
        return len(parent)
    if not token.isdecimal() or int(token) > len(parent):
        raise EditProblem(f"there is no position `{token}` in the sequence")
    return int(token)


def _behind(parent: dict[str, Any], after: tuple[str, ...] | None) -> int:
    if after is None:
        return len(parent)
    return max((index for index, name in enumerate(parent, 1) if name in after), default=0)


def _reorder(found: Plan, container: Any, tokens: Tokens, order: tuple[str, ...]) -> None:
    if not isinstance(container, dict | list) or sorted(order) != sorted(names(container)):
        raise EditProblem("the new order does not name each entry once")
    if list(order) == names(container):
        return
    changes = found.setdefault(tokens, Changes())
    if changes.order:
        raise EditProblem("a container is sorted twice")
    changes.order = order


def _refuse_contradictions(value: Any, found: Plan) -> None:
    for tokens, changes in found.items():
        touched = changes.removed | changes.renamed.keys() | changes.replaced.keys()
        if changes.order and (touched or changes.inserted):
            raise EditProblem("a container is sorted and changed at once")
        if changes.removed & (changes.renamed.keys() | changes.replaced.keys()):
            raise EditProblem("an entry is removed and changed at once")
        if changes.renamed or any(key for _, key, _ in changes.inserted):
            _refuse_twins(at(value, tokens), changes)
        for end in range(len(tokens)):
            outer = found.get(tokens[:end])
            if outer and (tokens[end] in outer.removed or tokens[end] in outer.replaced):
                raise EditProblem("a value is changed inside another one that is changed as a whole")


def _refuse_twins(container: dict[str, Any], changes: Changes) -> None:
    result = [key for key, _ in _members(container, changes, {})]
    if len(result) != len(set(result)):
        raise EditProblem("two members would have the same key")


def apply(value: Any, planned: Plan) -> Any:
    """The value after the edits. The old one is left as it is; what no edit touches is shared between them."""
    paths = {tokens[:end] for tokens in planned for end in range(len(tokens) + 1)}
    done: dict[Tokens, dict[str, Any]] = {}  # by container: what is new in it
    new = value
    # From the inside to the outside, without recursion: documents nest deeper than Python does.
    for tokens in sorted(paths, key=len, reverse=True):
        container = at(value, tokens)
        members = _members(container, planned.get(tokens) or Changes(), done.pop(tokens, {}))
        new = dict(members) if isinstance(container, dict) else [element for _, element in members]
        if tokens:
            done.setdefault(tokens[:-1], {})[tokens[-1]] = new
    return new


def _members(container: Any, changes: Changes, below: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The entries of a container after its changes, with their keys (of elements: their old position)."""
    new: dict[int, list[tuple[str, Any]]] = {}
    for position, key, value in changes.inserted:
        new.setdefault(position, []).append((key, value))
    old = dict(zip(names(container), container.values() if isinstance(container, dict) else container, strict=True))
    for index, name in enumerate(changes.order or old):
        yield from new.get(index, ())
        if name not in changes.removed:
            value = below[name] if name in below else changes.replaced.get(name, old[name])
            yield changes.renamed.get(name, name), value
    yield from new.get(len(old), ())
