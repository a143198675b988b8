"""Making things: what a client sent, completed with what a server would add."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from specforge.document.model import Schema
from specforge.mock.state.fit import Fitter, Misfit
from specforge.mock.state.known import Known
from specforge.values.resources.model import Resource
from specforge.values.resources.names import bare
from specforge.values.resources.shapes import Shapes

_MADE = ("creat", "insert", "added", "regist", "upload", "placed", "submit", "posted", "joined", "issued", "received")
_CHANGED = ("updat", "modif", "changed", "edited")
_TIMES = ("at", "on", "date", "time", "timestamp", "created", "updated", "modified", "changed", "ms")
_OTHER_IDS = frozenset({"id", "uuid", "guid", "uid", "sid", "nodeid", "etag", "globalid"})
_MILLISECONDS = 10**11


@dataclass(frozen=True)
class Making:
    """What is known when a thing is made. ``sent`` are the names that clients may send, None where nobody says, and
    ``writable`` those that the request has as something to be written, even if they are read-only in the answer;
    ``context`` has values for the properties that name the parents, ``known`` those for its address and its bytes;
    ``seed`` makes invented values repeatable."""

    id: Any = None
    sent: frozenset[str] | None = None
    writable: frozenset[str] = frozenset()
    context: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    known: Known = field(default_factory=Known)


class Maker:
    """Makes and changes the things of one document. ``clock`` gives the seconds since 1970."""

    def __init__(self, fitter: Fitter, shapes: Shapes, clock: Callable[[], float] = time.time) -> None:
        self._fitter = fitter
        self._shapes = shapes
        self._clock = clock

    def make(self, resource: Resource, given: Any, making: Making) -> Any:
        """A new thing."""
        schema = resource.element
        if schema is None or not isinstance(given, dict) or not self._shapes.properties(schema):
            return given
        return self._completed(resource, schema, self._clean(schema, given, making), {}, making)

    def replace(self, resource: Resource, old: Any, given: Any, making: Making) -> Any:
        """The thing with new contents; what only the server sets stays."""
        schema = resource.element
        if schema is None or not isinstance(given, dict) or not isinstance(old, dict):
            return given
        kept = {name: value for name, value in old.items() if self._is_servers(resource, schema, name, making)}
        made = self._completed(resource, schema, self._clean(schema, given, making), kept, making)
        return self._touched(schema, made, making)

    def change(self, resource: Resource, old: Any, new: Any, making: Making) -> Any:
        """The thing after a patch; what is read-only is as it was."""
        schema = resource.element
        if schema is None or not isinstance(new, dict) or not isinstance(old, dict):
            return new
        properties = self._shapes.properties(schema)
        fixed = {name for name, child in properties.items() if self._is_fixed(name, child, making)}
        fixed |= {resource.id_name} if resource.id_name is not None else set()
        result = {name: value for name, value in new.items() if name not in fixed}
        result |= {name: old[name] for name in old if name in fixed}
        # Null clears a property: one that must be there is null from then on.
        cleared = self._shapes.required(schema) & properties.keys() & old.keys() - result.keys()
        result |= {name: None for name in cleared if self._is_nullable(properties[name])}
        ordered = {name: result[name] for name in (*old, *result) if name in result}
        return self._touched(schema, ordered, making)

    def _clean(self, schema: Schema, given: dict[str, Any], making: Making) -> dict[str, Any]:
        """Without what clients have no say in."""
        properties = self._shapes.properties(schema)
        return {k: v for k, v in given.items() if k not in properties or not self._is_fixed(k, properties[k], making)}

    def _is_fixed(self, name: str, child: Schema, making: Making) -> bool:
        """Clients have no say in it: it is read-only, and no request has it as something to be written."""
        return self._shapes.is_read_only(child) and name not in making.writable

    def _is_servers(self, resource: Resource, schema: Schema, name: str, making: Making) -> bool:
        if name == resource.id_name or name in making.context:
            return True
        child = self._shapes.properties(schema).get(name)
        if child is None:
            return False
        return self._is_fixed(name, child, making) or (making.sent is not None and name not in making.sent)

    def _completed(
        self, resource: Resource, schema: Schema, given: dict[str, Any], kept: dict[str, Any], making: Making
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        required = self._shapes.required(schema)
        for name, child in self._shapes.properties(schema).items():
            if name == resource.id_name and making.id is not None:
                result[name] = making.id
            elif name in given:
                result[name] = given[name]
            elif name in kept:
                result[name] = kept[name]
            else:
                is_servers = self._is_servers(resource, schema, name, making)
                self._add(result, name, child, schema, making, (name in required, is_servers))
        return result | {name: value for name, value in given.items() if name not in result}

    def _add(
        self, result: dict[str, Any], name: str, child: Schema, schema: Schema, making: Making, is_: tuple[bool, bool]
    ) -> None:
        """What a property has that nobody gave a value; nothing for optional ones that are the client's business."""
        is_required, is_servers = is_
        if self._shapes.is_write_only(child):
            return
        if name in making.context:
            result[name] = making.context[name]
        elif (default := _default(self._shapes, child)) is not None:
            result[name] = default
        elif is_servers and (known := self._known(name, child, making)) is not None:
            result[name] = known
        elif is_servers and (moment := self._moment(name, child, (*_MADE, *_CHANGED))) is not None:
            result[name] = moment
        elif is_required or (is_servers and self._is_shown_at_once(child)):
            result[name] = self._initial(name, child, schema, making)

    def _known(self, name: str, child: Schema, making: Making) -> Any:
        values = making.known.values(name, child, self._shapes)
        return next((value for value in values if self._fitter.is_valid(value, child)), None)

    def _is_shown_at_once(self, child: Schema) -> bool:
        """Plain read-only values are there from the beginning, unless they may be null until something happens."""
        is_plain = self._shapes.is_read_only(child) and self._shapes.is_scalar(child)
        return is_plain and not self._fitter.is_valid(None, child)

    def _initial(self, name: str, child: Schema, schema: Schema, making: Making) -> Any:
        """What is there at first: nothing, where that is allowed, the first of several states, else an invention."""
        if bare(name) in _OTHER_IDS:
            # A second id is as much the thing's own as the first one.
            try:
                return self._fitter.invented(child, making.seed, use_examples=False)
            except Misfit:
                return None
        choices = next((part.enum for part in self._shapes.parts(child) if part.enum), None)
        for candidate in (None, [], *(choices or ())):
            if self._fitter.is_valid(candidate, child) and (candidate is not None or self._is_nullable(child)):
                return candidate
        try:
            donor = self._fitter.donor(schema, making.seed)
            if isinstance(donor, dict) and name in donor:
                return donor[name]
            return self._fitter.donor(child, making.seed)
        except Misfit:
            return None

    def _is_nullable(self, child: Schema) -> bool:
        """Where no type is said, null is valid, but nobody expects it."""
        return bool(self._shapes.kinds(child)) and self._fitter.is_valid(None, child)

    def _touched(self, schema: Schema, value: dict[str, Any], making: Making) -> dict[str, Any]:
        """With the time of the change, where there is a property for it that is the server's."""
        for name, child in self._shapes.properties(schema).items():
            is_servers = self._shapes.is_read_only(child) or (making.sent is not None and name not in making.sent)
            moment = self._moment(name, child, _CHANGED) if is_servers else None
            if moment is not None:
                value[name] = moment
        return value

    def _moment(self, name: str, child: Schema, words: tuple[str, ...]) -> Any:
        """The time now, for a property that says when something was done; None for all others."""
        plain = bare(name)
        if not any(word in plain for word in words):
            return None
        now = self._clock()
        formats = {part.format for part in self._shapes.parts(child)}
        kind = self._shapes.kind(child)
        if kind in ("integer", "number") and plain.endswith(_TIMES):
            example = child.get("example")
            is_fine = isinstance(example, int) and example > _MILLISECONDS
            value: Any = int(now * 1000) if is_fine else int(now)
        elif formats & {"date-time", "date"} or (kind == "string" and plain.endswith(_TIMES[:5])):
            moment = datetime.fromtimestamp(now, UTC)
            value = moment.strftime("%Y-%m-%d" if "date" in formats else "%Y-%m-%dT%H:%M:%SZ")
        else:
            return None
        return value if self._fitter.is_valid(value, child) else None


def _default(shapes: Shapes, schema: Schema) -> Any:
    return next((part.default for part in shapes.parts(schema) if part.default is not None), None)
