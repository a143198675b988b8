"""One attempt at a value for a schema. Nothing here checks the result: that is done by the validator afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from specforge.values.lowering.lowered import Lowered, SelfContained
from specforge.values.plain import plain
from specforge.values.sampling.demand import AnySchema, Contradiction, Demand, conditional_branches
from specforge.values.sampling.numbers import generate_number
from specforge.values.sampling.plan import Frame, Path, Plan
from specforge.values.sampling.realistic import number_for_name, pick
from specforge.values.sampling.regexgen import generate_matching
from specforge.values.sampling.strings import generate_text
from specforge.values.sampling.vocabulary import Source

if TYPE_CHECKING:
    from specforge.values.sampling.memory import Memory

_DEEPEST = 48
_MOST_VALUES = 20_000
_MOST_ITEMS = 2_000
_MOST_CHOICES = 24
ROOM = 600
"""About how many values an object may have before only required properties are written."""


class TooLarge(Contradiction):
    """The smallest value is larger than anybody wants to read."""


@dataclass(slots=True)
class _Spot:
    """Where generation is: the name of the property and of what it belongs to, the room that is left, and the
    definitions that were entered on the way."""

    path: Path = ()
    name: str = ""
    owner: str = ""
    room: int = ROOM
    above: frozenset[int] = frozenset()
    is_optional: bool = False

    def inside(self, key: str | int, room: int, entered: set[int], is_optional: bool = False) -> _Spot:
        name, owner = (key, self.name) if isinstance(key, str) else (self.name, self.owner)
        above = self.above | entered if entered else self.above
        return _Spot((*self.path, key), name, owner, room, above, is_optional)


class Generator:
    """Writes one value. ``frames`` tell afterwards how each part of it came about."""

    def __init__(self, program: SelfContained, memory: Memory, plan: Plan, random: Source, name: str = "") -> None:
        self._program = program
        self._heights = memory.heights
        self._demands = memory.demands
        self._plan = plan
        self._random = random
        self._name = name
        self._count = 0
        self.frames: dict[Path, Frame] = {}

    def generate(self) -> Any:
        """Raises Contradiction."""
        root = self._program.definitions[self._program.root].schema
        return self._value([root], _Spot(name=self._name))

    # -- choosing -----------------------------------------------------------------------------------------------------

    def _value(self, schemas: list[AnySchema], spot: _Spot) -> Any:
        self._count += 1
        if self._count > _MOST_VALUES or len(spot.path) > _DEEPEST:
            raise TooLarge("the smallest value would be too large, or endless")
        frame = Frame(is_optional=spot.is_optional)
        self.frames[spot.path] = frame
        demand = self._demands.known(schemas) or self._demand(schemas, frame, spot)
        if demand.entered and demand.entered & spot.above:
            spot = replace(spot, room=0)  # a recursion: no more than needed
        found = self._given(demand, frame)
        if found is not None:
            return plain(found[0])  # a copy: the document's own value must not be changed by accident
        try:
            return self._made(demand, spot)
        except TooLarge:
            raise
        except Contradiction:
            if not frame.taken or self._plan.impossible.issuperset(frame.taken):
                raise
            self._plan.impossible.add(
                next(taken for taken in reversed(frame.taken) if taken not in self._plan.impossible)
            )
            return self._value(schemas, spot)

    def _demand(self, schemas: list[AnySchema], frame: Frame, spot: _Spot) -> Demand:
        """The merged schemas; where alternatives exclude each other, the next combination."""
        turns: list[int] = []
        problem: Contradiction | None = None
        for _ in range(_MOST_CHOICES):
            sizes: list[int] = []
            frame.choices, frame.taken = [], []

            def choose(schema: Lowered, keyword: str, size: int, sizes: list[int] = sizes) -> int:
                turn = turns[len(sizes)] if len(sizes) < len(turns) else 0
                sizes.append(size)
                frame.choices.append((id(schema), keyword))
                index = (self._preferred(schema, keyword, size, spot) + turn) % size
                frame.taken.append((id(schema), keyword, index))
                return index

            try:
                demand = Demand(schemas, self._program.definitions, choose)
                if not sizes:
                    self._demands.keep(schemas, demand)
                return demand
            except Contradiction as error:
                problem = error
            if not _advance(turns, sizes):
                break
        raise problem or Contradiction("no alternative fits")

    def _preferred(self, schema: Lowered, keyword: str, size: int, spot: _Spot) -> int:
        """The alternative to begin with: by default the first that is not null, in tight places the flattest one."""
        if (id(schema), keyword) in self._plan.wanted:
            return self._plan.wanted[id(schema), keyword]
        turn = self._plan.turns.get((id(schema), keyword), 0)
        branches = schema[keyword] if keyword != "if" else conditional_branches(schema)
        if spot.room <= 0 or not self._plan.fill_optional:
            heights = [self._heights.of(branch) for branch in branches]
            order = sorted(range(size), key=lambda index: (heights[index], is_null(branches[index]), index))
        elif self._plan.is_first_choice or keyword == "if":
            order = sorted(range(size), key=lambda index: (is_null(branches[index]), index))
        else:
            order = sorted(range(size), key=lambda index: (is_null(branches[index]), self._random.random()))
        if self._plan.impossible:
            order.sort(key=lambda index: (id(schema), keyword, index) in self._plan.impossible)
        return order[turn % size]

    def _given(self, demand: Demand, frame: Frame) -> tuple[Any] | None:
        """A value of the author's: an example, else the default, else one of the values that are listed."""
        if self._plan.use_examples and demand.examples:
            for origin, value in demand.examples:
                # null, {} and [] as a default say "nothing"; that shows nobody what the value looks like.
                if origin not in self._plan.distrusted and value not in (None, {}, []) and demand.allows(value):
                    frame.example = origin
                    return (value,)
        if demand.enum is None:
            return None
        if not demand.allowed:
            raise Contradiction("none of the listed values is allowed")
        return (demand.allowed[0] if self._plan.is_first_choice else pick(self._random, demand.allowed),)

    # -- making -------------------------------------------------------------------------------------------------------

    def _made(self, demand: Demand, spot: _Spot) -> Any:
        kind = self._kind(demand, spot)
        match kind:
            case "null":
                return None
            case "boolean":
                return True if self._plan.is_first_choice else self._random.random() < 0.5
            case "integer" | "number":
                return self._number(demand, kind == "integer", spot.name)
            case "string":
                text = generate_text(demand.text, spot.name, self._random, spot.owner)
                if text is None:
                    raise Contradiction("no text has this length, format and pattern")
                return text
            case "array":
                return self._array(demand, spot)
        return self._object(demand, spot)

    def _kind(self, demand: Demand, spot: _Spot) -> str:
        kinds = demand.kinds
        if spot.room <= 0 and "null" in demand.types and {"object", "array"} >= set(kinds) and demand.required:
            return "null"  # where room is short, null ends what might be a recursion
        return kinds[0] if self._plan.is_first_choice else pick(self._random, kinds)

    def _number(self, demand: Demand, is_integer: bool, name: str) -> int | float:
        near = number_for_name(name, self._random)
        number = generate_number(demand.bounds, is_integer, self._random, near)
        if number is None:
            raise Contradiction("no number lies within these bounds")
        return number

    # -- objects ------------------------------------------------------------------------------------------------------

    def _object(self, demand: Demand, spot: _Spot) -> dict[str, Any]:
        wanted = [name for name in demand.names if self._is_wanted(name, demand, spot)]
        most = demand.count("maxProperties", largest=False)
        if most is not None:
            wanted = self._fewest(wanted, demand, most)
        room = max(0, spot.room - len(wanted)) // max(1, len(wanted))
        result: dict[str, Any] = {}
        for name in wanted:
            self._put(result, name, demand, spot.inside(name, room, demand.entered, name not in demand.required))
        self._put_more(result, demand, spot)
        for name in sorted(self._plan.nulls.get(spot.path, ())) if self._plan.nulls else ():
            if name not in demand.names:
                result[name] = None
        return result

    def _is_wanted(self, name: str, demand: Demand, spot: _Spot) -> bool:
        if name in demand.required or demand.names_alternative(name):
            return True
        if not self._plan.fill_optional or spot.room <= 0 or name in demand.avoided or name in demand.hidden:
            return False
        if self._plan.dropped and (*spot.path, name) in self._plan.dropped:
            return False
        return not demand.avoided or demand.dependents(name).isdisjoint(demand.avoided)

    def _fewest(self, wanted: list[str], demand: Demand, most: int) -> list[str]:
        optional = [name for name in wanted if name not in demand.required]
        kept = set(optional[: max(0, most - len(demand.required))])
        return [name for name in wanted if name in demand.required or name in kept]

    def _put(self, result: dict[str, Any], name: str, demand: Demand, spot: _Spot) -> None:
        """Writes one property. One that cannot be made is left out when it is optional."""
        try:
            schemas = demand.member(name)
            fixed = demand.fixed.get(name)
            if fixed is not None and self._is_possible(schemas, fixed, spot):
                result[name] = fixed
            else:
                result[name] = self._value(schemas, spot)
        except Contradiction as error:
            if not spot.is_optional or (isinstance(error, TooLarge) and self._count > _MOST_VALUES):
                raise

    def _is_possible(self, schemas: list[AnySchema], value: str, spot: _Spot) -> bool:
        return (self._demands.known(schemas) or self._demand(schemas, Frame(), spot)).allows(value)

    def _put_more(self, result: dict[str, Any], demand: Demand, spot: _Spot) -> None:
        """Properties without a name in the schema: as many as must be, and one to show what a map looks like."""
        least = demand.count("minProperties", largest=True) or 0
        is_map = not result and spot.room > 0 and self._plan.fill_optional and any(map(describes_map, demand.parts))
        if demand.count("maxProperties", largest=False) == 0 or (*spot.path, "") in self._plan.dropped:
            is_map = False
        missing = max(least - len(result), 1 if is_map else 0)
        if missing <= 0:
            return
        if missing > _MOST_ITEMS:
            raise TooLarge(f"{missing} properties are more than anybody wants to read")
        for name in self._new_names(demand, result, spot):
            if missing <= 0:
                return
            before = len(result)
            is_optional = len(result) >= least
            self._put(result, name, demand, spot.inside(name, spot.room // 2 - 1, demand.entered, is_optional))
            missing -= len(result) - before
        if len(result) < least:
            raise Contradiction("there are not enough property names")

    def _new_names(self, demand: Demand, result: dict[str, Any], spot: _Spot) -> Iterator[str]:
        names = [part["propertyNames"] for part in demand.parts if "propertyNames" in part]
        patterns = [pattern for part in demand.parts for pattern in part.get("patternProperties", {})]
        # Optional properties that were left out so far come first, then names by the rules, then plain ones.
        yield from (name for name in demand.names if name not in result and name not in demand.avoided)
        listed = self._demand(names, Frame(), spot).enum if names else None
        if listed is not None:
            yield from (name for name in listed if isinstance(name, str) and name not in result)
            return
        for attempt in range(_MOST_ITEMS):
            if names:
                name = self._value(names, _Spot((*spot.path, "", attempt), "key", room=1))
            elif patterns:
                name = generate_matching(patterns[attempt % len(patterns)], self._random)
            else:
                name = "key" if not attempt else f"key{attempt + 1}"
            if isinstance(name, str) and name not in result:
                yield name

    # -- arrays -------------------------------------------------------------------------------------------------------

    def _array(self, demand: Demand, spot: _Spot) -> list[Any]:
        least = demand.count("minItems", largest=True) or 0
        most = demand.count("maxItems", largest=False)
        prefix = demand.prefix
        size = max(least, prefix, 1) if spot.room > 0 and self._plan.fill_optional else least
        size = min(size, most) if most is not None else size
        if size > _MOST_ITEMS or (most is not None and least > most):
            raise TooLarge(f"an array of {size} items cannot be made")
        is_unique = any(part.get("uniqueItems") is True for part in demand.parts)
        result: list[Any] = []
        self._put_contained(result, demand, spot)
        while len(result) < size:
            if not self._put_item(result, demand, spot, is_unique, least, size):
                break
        return result

    def _put_item(self, result: list[Any], demand: Demand, spot: _Spot, is_unique: bool, least: int, size: int) -> bool:
        """Adds one item; False when the array is complete without more."""
        index = len(result)
        is_optional = index >= least
        inner = spot.inside(index, (spot.room - 1) // max(1, size), demand.entered, is_optional)
        if inner.path in self._plan.dropped:
            return False
        for _ in range(30 if is_unique else 1):
            try:
                value = self._value(demand.item(index), inner)
            except Contradiction:
                if is_optional:
                    return False
                raise
            if not is_unique or value not in result:
                result.append(value)
                return True
            value = self._other(demand.item(index), inner, result)
            if value is not None:
                result.append(value[0])
                return True
        if is_optional:
            return False
        raise Contradiction("there are not enough different items")

    def _other(self, schemas: list[AnySchema], spot: _Spot, taken: list[Any]) -> tuple[Any] | None:
        """An item that is not there yet: another of the listed values, or one that is no example."""
        frame = Frame()
        demand = self._demand(schemas, frame, spot)
        for value in demand.enum or ():
            if value not in taken and demand.allows(value):
                return (value,)
        if demand.enum is None:
            value = self._made(demand, spot)
            if value not in taken:
                return (value,)
        return None

    def _put_contained(self, result: list[Any], demand: Demand, spot: _Spot) -> None:
        """The items that ``contains`` asks for come first, unless ``prefixItems`` says what those are."""
        for part in demand.parts:
            if "contains" not in part or "prefixItems" in part:
                continue
            for _ in range(min(int(part.get("minContains", 1)), _MOST_ITEMS)):
                index = len(result)
                inner = spot.inside(index, spot.room // 2, demand.entered)
                result.append(self._value([*demand.item(index), part["contains"]], inner))


def _advance(turns: list[int], sizes: list[int]) -> bool:
    """The next combination of alternatives, counting like an odometer; False after the last one."""
    turns[:] = [*turns, *[0] * len(sizes)][: len(sizes)]
    for position in reversed(range(len(sizes))):
        if turns[position] + 1 < sizes[position]:
            turns[position] += 1
            del turns[position + 1 :]
            return True
    return False


def is_null(schema: Any) -> bool:
    return schema is False or (isinstance(schema, dict) and schema.get("type") == "null")


def describes_map(part: Lowered) -> bool:
    return isinstance(part.get("additionalProperties"), dict) or "patternProperties" in part
