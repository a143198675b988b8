"""Scripts: how values of a schema are made, found out once and then followed again and again.

What a schema asks for, which properties are written and how far a recursion goes is the same for every value, as long
as the first attempt is a good one: only the scalars and the choice among alternatives differ. A script does not check
what it makes, and it tries nothing twice: where it fails, ``Generator`` takes over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from specforge.values.lowering.lowered import Lowered, SelfContained
from specforge.values.plain import plain
from specforge.values.sampling.demand import AnySchema, Contradiction, Demand, conditional_branches
from specforge.values.sampling.generate import ROOM, describes_map, is_null
from specforge.values.sampling.heights import Heights
from specforge.values.sampling.numbers import generate_number, is_wished, whole
from specforge.values.sampling.realistic import limits_for_name, maker_of, number_for_name, pick
from specforge.values.sampling.strings import TextDemand, generate_text
from specforge.values.sampling.vocabulary import Source

Make = Callable[[Source], Any]
"""Makes one value. Raises Contradiction where it should have been tried in another way."""

_MOST_PARTS = 1_500
_DEEPEST = 40
_MOST_ALTERNATIVES = 12
_MOST_ITEMS = 50
_MOST_KNOWN = 200
_TRIES = 16
# A larger vocabulary than the one that is tried has longer words.
_LONGER = 16


class NoScript(Exception):
    """The schema needs somebody who thinks."""


@dataclass(slots=True)
class _Where:
    """As the spot of a generator, without the path."""

    name: str
    owner: str
    room: int
    above: frozenset[int]
    depth: int

    def inside(self, key: str | None, room: int, entered: set[int]) -> _Where:
        name, owner = (key, self.name) if key is not None else (self.name, self.owner)
        return _Where(name, owner, room, self.above | entered if entered else self.above, self.depth + 1)


class Scripts:
    """The scripts of the schemas among some definitions; of so many the memory can be spared."""

    def __init__(self, heights: Heights) -> None:
        self._heights = heights
        self._known: dict[tuple[str, str], Make | None] = {}

    def of(self, program: SelfContained, name: str) -> Make | None:
        """How values of the program's schema are made, called ``name``, with every optional property and no example.

        None where there is no script.
        """
        key = program.root, name
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._write(program, name)
        return self._known[key]

    def _write(self, program: SelfContained, name: str) -> Make | None:
        root = program.definitions[program.root].schema
        try:
            return _Writer(program, self._heights).value([root], _Where(name, "", ROOM, frozenset(), 0))
        except (NoScript, Contradiction):
            return None


class _Writer:
    def __init__(self, program: SelfContained, heights: Heights) -> None:
        self._definitions = program.definitions
        self._heights = heights
        self._parts = 0

    def value(self, schemas: list[AnySchema], where: _Where) -> Make:
        """Raises Contradiction where there is no value, NoScript where that is hard to say."""
        self._parts += 1
        if self._parts > _MOST_PARTS or where.depth > _DEEPEST:
            raise NoScript
        makes = []
        for demand in self._demands(schemas, where):
            try:
                makes.append(self._of(demand, where))
            except Contradiction:
                continue
        return _either(makes)

    def _demands(self, schemas: list[AnySchema], where: _Where) -> list[Demand]:
        """One for each alternative."""
        sizes: list[int] = []
        first = self._demand(schemas, where, 0, sizes)
        if len(sizes) > 1 or sum(sizes) > _MOST_ALTERNATIVES:
            raise NoScript
        others = [self._demand(schemas, where, index, []) for index in range(1, sizes[0])] if sizes else []
        return [demand for demand in (first, *others) if demand is not None]

    def _demand(self, schemas: list[AnySchema], where: _Where, index: int, sizes: list[int]) -> Demand | None:
        def choose(schema: Lowered, keyword: str, size: int) -> int:
            branches = conditional_branches(schema) if keyword == "if" else schema[keyword]
            if where.room <= 0:
                heights = [self._heights.of(branch) for branch in branches]
                return min(range(size), key=lambda at: (heights[at], is_null(branches[at]), at))
            told = [at for at in range(size) if not is_null(branches[at])] or [0]
            if keyword == "if" or len(told) == 1:
                return told[0]
            sizes.append(len(told))
            return told[min(index, len(told) - 1)]

        try:
            return Demand(schemas, self._definitions, choose)
        except Contradiction:
            return None

    def _of(self, demand: Demand, where: _Where) -> Make:
        if demand.entered and demand.entered & where.above:
            where = _Where(where.name, where.owner, 0, where.above, where.depth)
        if demand.enum is not None:
            return _listed(demand.allowed)
        if where.room <= 0 and "null" in demand.types and {"object", "array"} >= set(demand.kinds) and demand.required:
            return _constant(None)
        return _either([self._made(kind, demand, where) for kind in demand.kinds])

    def _made(self, kind: str, demand: Demand, where: _Where) -> Make:
        match kind:
            case "null":
                return _constant(None)
            case "boolean":
                return lambda random: random.random() < 0.5
            case "integer" | "number":
                return _number(demand, where.name, is_integer=kind == "integer")
            case "string":
                return _text(demand, where)
            case "array":
                return self._array(demand, where)
        return self._object(demand, where)

    def _array(self, demand: Demand, where: _Where) -> Make:
        least = demand.count("minItems", largest=True) or 0
        most = demand.count("maxItems", largest=False)
        size = max(least, demand.prefix, 1) if where.room > 0 else least
        size = min(size, most) if most is not None else size
        if size > _MOST_ITEMS or any("contains" in part or part.get("uniqueItems") is True for part in demand.parts):
            raise NoScript
        room = (where.room - 1) // max(1, size)
        makes: list[Make] = []
        for index in range(size):
            try:
                makes.append(self.value(demand.item(index), where.inside(None, room, demand.entered)))
            except Contradiction:
                if index < least:
                    raise
                break
        if len(makes) == 1:
            make = makes[0]
            return lambda random: [make(random)]
        return lambda random: [make(random) for make in makes]

    def _object(self, demand: Demand, where: _Where) -> Make:
        wanted = [name for name in demand.names if _is_wanted(name, demand, where)]
        if demand.count("maxProperties", largest=False) is not None:
            raise NoScript
        room = max(0, where.room - len(wanted)) // max(1, len(wanted))
        makes: list[tuple[str, Make]] = []
        for name in wanted:
            self._put(makes, name, demand, where.inside(name, room, demand.entered))
        if not makes and where.room > 0 and any(map(describes_map, demand.parts)):
            if any("propertyNames" in part or "patternProperties" in part for part in demand.parts):
                raise NoScript
            self._put(makes, "key", demand, where.inside("key", where.room // 2 - 1, demand.entered))
        if (demand.count("minProperties", largest=True) or 0) > len(makes):
            raise NoScript
        return lambda random: {name: make(random) for name, make in makes}

    def _put(self, makes: list[tuple[str, Make]], name: str, demand: Demand, where: _Where) -> None:
        try:
            schemas = demand.member(name)
            fixed = demand.fixed.get(name)
            makes.append((name, self.value(schemas, where) if fixed is None else _constant(fixed)))
        except Contradiction:
            if name in demand.required:
                raise


def _is_wanted(name: str, demand: Demand, where: _Where) -> bool:
    if name in demand.required or demand.names_alternative(name):
        return True
    if where.room <= 0 or name in demand.avoided or name in demand.hidden:
        return False
    return not demand.avoided or demand.dependents(name).isdisjoint(demand.avoided)


def _either(makes: list[Make]) -> Make:
    if not makes:
        raise Contradiction("no alternative fits")
    if len(makes) == 1:
        return makes[0]
    size = len(makes)
    return lambda random: makes[int(random.random() * size)](random)


def _constant(value: Any) -> Make:
    return lambda random: value


def _listed(allowed: list[Any]) -> Make:
    if not allowed:
        raise Contradiction("none of the listed values is allowed")
    if all(value is None or isinstance(value, str | int | float) for value in allowed):
        size = len(allowed)
        return lambda random: allowed[int(random.random() * size)]
    return lambda random: plain(pick(random, allowed))


def _number(demand: Demand, name: str, *, is_integer: bool) -> Make:
    bounds, limits = demand.bounds, limits_for_name(name)
    if all(is_wished(bounds, limit) for limit in limits):
        return _between(limits, is_integer=is_integer)

    def make(random: Source) -> int | float:
        number = generate_number(bounds, is_integer, random, number_for_name(name, random))
        if number is None:
            raise Contradiction("no number lies within these bounds")
        return number

    return make


def _between(limits: tuple[float, float], *, is_integer: bool) -> Make:
    low, high = limits
    if is_integer or (isinstance(low, int) and isinstance(high, int)):
        first, size = int(low), int(high) - int(low) + 1
        return lambda random: first + int(random.random() * size)
    width = high - low
    return lambda random: whole(round(low + random.random() * width, 2))


def _text(demand: Demand, where: _Where) -> Make:
    text, name, owner = demand.text, where.name, where.owner
    if text.is_free or _comes_naturally(text, name, owner):
        return maker_of(text.formats, name, owner)

    def make(random: Source) -> str:
        found = generate_text(text, name, random, owner)
        if found is None:
            raise Contradiction("no text has this length, format and pattern")
        return found

    return make


def _comes_naturally(text: TextDemand, name: str, owner: str) -> bool:
    """True where what is usual for the name and the format seems to have the length and the pattern that is asked for,
    whatever it is: that is tried a few times. Somebody checks the whole value afterwards."""
    if text.encoding is not None:
        return False
    make, random = maker_of(text.formats, name, owner), Source(0)
    return all(text.is_fulfilled(make(random), _LONGER) for _ in range(_TRIES))
