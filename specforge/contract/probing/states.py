"""What a request says that a thing is to be, held against what an answer says that it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from specforge.contract.probing.kept import is_kept
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import required, shown, state_in, written
from specforge.document.model import Operation, Schema
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.values.requests import Draft
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.names import bare
from specforge.values.resources.shapes import Path

# In the names of what services make themselves, whoever may write it.
_MADE = (
    "slug",
    "updated",
    "modified",
    "version",
    "revision",
    "etag",
    "lastseen",
    "lastused",
    "hash",
    "checksum",
    "count",
)


# How far into objects their schemas are compared.
_DEEPEST = 4
_DATA, _ATTRIBUTES = "data", "attributes"


@dataclass(frozen=True, slots=True)
class Lost:
    """A property that has another value than was sent; ``place`` is where the document says that it can be sent.
    ``sent_in`` and ``shown_in`` lead to what has it: in JSON:API, that is not the body and the thing themselves."""

    name: str
    sent: Any
    got: Any
    place: Place
    sent_in: Path = ()
    shown_in: Path = ()


def lost(tester: Tester, resource: Resource, draft: Draft, operation: Operation, exchange: Exchange) -> Iterator[Lost]:
    """The properties of a request body that the answer to ``operation`` shows with another value. What only one of the
    two schemas has is not compared."""
    state = state_in(tester, resource, operation, exchange)
    body = draft.body if isinstance(draft.body, dict) else {}
    if state is None:
        return
    promised = required(tester, resource, operation)
    known, visible = written(tester, draft.operation), shown(tester, resource, operation)
    # Who creates a thing may propose an id, and is not always heard.
    known = {name: child for name, child in known.items() if name != resource.id_name}
    yield from _differing(tester, _Sides(body, state, known, visible, promised))
    yield from _attributes_lost(tester, _Sides(body, state, known, visible, promised))


@dataclass(frozen=True, slots=True)
class _Sides:
    """What was sent and what is shown, each with its properties; ``promised`` are those that must be shown."""

    sent: Mapping[str, Any]
    got: Mapping[str, Any]
    known: Mapping[str, Schema]
    visible: Mapping[str, Schema]
    promised: frozenset[str]


def _differing(tester: Tester, sides: _Sides) -> Iterator[Lost]:
    sent, got, known = sides.sent, sides.got, sides.known
    for name in sorted(sent.keys() & known.keys() & sides.visible.keys()):
        is_promised = name in sides.promised
        if not is_comparable(tester, known[name], sides.visible[name]) or (is_promised and name not in got):
            # That what is required is missing is another finding.
            continue
        if sent[name] is None and _has_always(tester, sides.visible[name], is_promised=is_promised):
            continue
        if not is_kept(sent[name], got.get(name)) or _is_spoiled(tester, known[name], sent[name], got.get(name)):
            yield Lost(name, sent[name], got.get(name), (known[name].reference or known[name].node).key_place)


def _attributes_lost(tester: Tester, sides: _Sides) -> Iterator[Lost]:
    """In JSON:API, what a thing has is shown in its ``attributes``, and sent in ``data.attributes`` or as it is."""
    shapes, outer, got = tester.pool.shapes, sides.visible.get(_ATTRIBUTES), sides.got.get(_ATTRIBUTES)
    if outer is None or not isinstance(got, dict) or _ATTRIBUTES in sides.known:
        return
    place = (_DATA, _ATTRIBUTES) if _DATA in sides.known else ()
    sent: Any = sides.sent
    known = dict(sides.known)
    for step in place:
        sent = sent.get(step) if isinstance(sent, dict) else None
        known = shapes.properties(known[step]) if step in known else {}
    known = {name: child for name, child in known.items() if not shapes.is_read_only(child)}
    visible = {name: child for name, child in shapes.properties(outer).items() if not shapes.is_write_only(child)}
    inner = _Sides(sent if isinstance(sent, dict) else {}, got, known, visible, shapes.required(outer))
    for each in _differing(tester, inner):
        yield replace(each, sent_in=place, shown_in=(_ATTRIBUTES,))


def _has_always(tester: Tester, schema: Schema, *, is_promised: bool) -> bool:
    """True for what every answer shows with a value: null in a request then says that it is left as it is."""
    has_default = any(part.get("default") is not None for part in tester.pool.shapes.parts(schema))
    return (is_promised or has_default) and not tester.checker.compile(schema, "response").is_valid(None)


def _is_spoiled(tester: Tester, schema: Schema, sent: Any, got: Any) -> bool:
    """True for a text that has come into another case, in which nobody could send it."""
    is_case = isinstance(sent, str) and isinstance(got, str) and sent != got and sent.lower() == got.lower()
    return is_case and not tester.checker.compile(schema, "request").is_valid(got)


def is_comparable(tester: Tester, sent: Schema, got: Schema, depth: int = 0) -> bool:
    """False for what is another thing on the way in than on the way out: ids for the things themselves, free text for
    one of some words."""
    if sent.node == got.node or depth > _DEEPEST:
        return True
    shapes = tester.pool.shapes
    one, other = shapes.kinds(sent) - {"null"}, shapes.kinds(got) - {"null"}
    if not (one & other or (one and other and {*one, *other} <= {"integer", "number"})):
        return False
    items = shapes.element(sent), shapes.element(got)
    if items[0] is not None and items[1] is not None:
        return is_comparable(tester, items[0], items[1], depth + 1)
    own, their = shapes.properties(sent), shapes.properties(got)
    is_same_choice = _choices(tester, sent) == _choices(tester, got)
    return is_same_choice and all(
        is_comparable(tester, own[name], their[name], depth + 1) for name in own if name in their
    )


def _choices(tester: Tester, schema: Schema) -> list[Any]:
    found = (
        part.get("enum") or ([part.get("const")] if part.get("const") is not None else [])
        for part in tester.pool.shapes.parts(schema)
    )
    return sorted({str(value) for values in found if isinstance(values, list) for value in values if value is not None})


def differences(before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Those of the properties that have another value than before, both answered by the same operation."""
    return [name for name in names if before.get(name) != after.get(name)]


def stale(tester: Tester, resource: Resource, state: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    """The properties of a thing that its entry in a list shows otherwise. Lists may show less, and cut texts short."""
    names = [name for name in settled(tester, resource) if name in entry and name in state]
    return [name for name in names if entry[name] is not None and not _is_shown(state[name], entry[name])]


def _is_shown(value: Any, entry: Any) -> bool:
    is_cut = isinstance(value, str) and isinstance(entry, str) and value.startswith(entry.rstrip(". …"))
    return is_cut or is_kept(entry, value)


def settled(tester: Tester, resource: Resource) -> list[str]:
    """The properties that stay as they are until somebody changes them: what clients write, the id, and when the thing
    was created. What is made from others, or counts changes, is not among them."""
    reader = resource.operations.get(Role.READ)
    visible = shown(tester, resource, reader) if reader is not None else {}
    writers = (Role.CREATE, Role.REPLACE, Role.UPDATE)
    known = {name for role in writers for name in written(tester, resource.operations.get(role))}
    return [name for name in visible if _is_settled(name, known, resource)]


def _is_settled(name: str, known: set[str], resource: Resource) -> bool:
    word = bare(name)
    if name == resource.id_name or word.startswith(("created", "creation")):
        return True
    return name in known and not any(part in word for part in _MADE)
