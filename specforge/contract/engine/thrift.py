"""What the engine works out anew for every value that it draws, worked out once for as long as it stays the same.

An operation that uses what others created has its strategies built again for each request, from all that was captured
until then: a fifth of the time of a run. Nothing here changes what is drawn, but for the order of captured values,
which is drawn as one number instead of one for each of them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from operator import is_
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

from specforge.callables import load_name

Function = Callable[..., Any]

# So many things are kept for one purpose. All are forgotten when there are more.
_MOST = 512
_OTHER_FRAMEWORK = "django"


def spare() -> list[str]:
    """Puts the functions of this module where the engine looks for its own.

    Returns the names of those that this version of the engine has no place for: there, it does its work as ever.
    """
    left = []
    for put in (_captures, _order, _framework, _strategies, _fields, _candidates):
        try:
            put()
        except (ImportError, AttributeError):
            left.append(put.__name__.strip("_"))
    return left


def _captures() -> None:
    repository = load_name("schemathesis.resources.repository:ResourceRepository")
    source = load_name("schemathesis.specs.openapi.extra_data_source:OpenApiExtraDataSource")
    captures = Captures(repository.iter_instances, source.get_captured_variants)
    repository.iter_instances, source.get_captured_variants = captures.read(), captures.collect()


def _order() -> None:
    tracker = load_name("schemathesis.specs.openapi.extra_data_source:VariantUsageTracker")
    tracker.weighted_select = one_draw(tracker.weighted_select)


def _framework() -> None:
    adapter = load_name("schemathesis.python._constants.adapters.django:DjangoAdapter")
    adapter.matches = if_loaded(adapter.matches)


def _strategies() -> None:
    parameters = load_name("schemathesis.specs.openapi.adapter.parameters")
    build, mix = parameters.build_hybrid_strategy, parameters._mix_negative_into_positive
    serialize = parameters._serialize_for_location
    parameters.build_hybrid_strategy, parameters._mix_negative_into_positive = seldom(build), seldom(mix)
    parameters._serialize_for_location = seldom(serialize, ("serialize",))


def _fields() -> None:
    module = load_name("schemathesis.generation.jsonschema.strategy")
    fields = {"fixed_dictionaries": same_members(module.st.fixed_dictionaries)}
    module.st = SimpleNamespace(**vars(module.st) | fields)


def _candidates() -> None:
    module = load_name("schemathesis.specs.openapi.coverage._schema")
    generate, values = module.examples.generate_one, module.INVALID_ENUM_STRATEGY
    module._invalid_enum_candidates = FirstFew(
        module._invalid_enum_candidates, lambda refuse: generate(values.filter(refuse))
    )


def seldom(function: Function, ignored: tuple[str, ...] = ()) -> Function:
    """The function, called once for the same objects: not for equal ones, which costs too much to find out.

    Arguments named in ``ignored`` follow from the others.
    """
    names = function.__code__.co_varnames
    positions = [at for at in range(function.__code__.co_argcount) if names[at] not in ignored]
    known: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def once(*arguments: Any, **named: Any) -> Any:
        of_position = tuple(id(arguments[at]) for at in positions if at < len(arguments))
        key = (of_position, *((name, id(value)) for name, value in named.items() if name not in ignored))
        # The arguments are kept, so that no other object gets the id of one of them.
        return _kept(known, key, lambda: ((arguments, named), function(*arguments, **named)))

    return once


def same_members(function: Function) -> Function:
    """``fixed_dictionaries``, called once for the same strategies under the same names in the same order."""
    known: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def fixed_dictionaries(mapping: dict[str, Any]) -> Any:
        key = tuple((name, id(strategy)) for name, strategy in mapping.items())
        return _kept(known, key, lambda: (mapping, function(mapping)))

    return fixed_dictionaries


def _kept(known: dict[tuple[Any, ...], tuple[Any, Any]], key: tuple[Any, ...], make: Function) -> Any:
    found = known.get(key)
    if found is None:
        if len(known) >= _MOST:
            known.clear()
        found = known[key] = make()
    return found[1]


def one_draw(select: Function) -> Function:
    """``weighted_select`` of a tracker, with one draw for an order that took one for each of hundreds of values."""

    def weighted_select(tracker: Any, keys: list[str], random: Random) -> Any:
        return select(tracker, keys, Random(random.getrandbits(64)))

    return weighted_select


class _Enough(KeyboardInterrupt):
    """Hypothesis lets nothing else out at once."""


class FirstFew:
    """The candidates of ``all_of_them``, which draws for half a second until ``draw`` gives up. ``draw`` makes the same
    ones, and gives each to the function that it gets; the first is nearly always the one that is taken."""

    _FEW = 32

    def __init__(self, all_of_them: Function, draw: Function) -> None:
        self._all = all_of_them
        self._draw = draw
        self._few: list[Any] = []

    def __call__(self) -> Iterator[Any]:
        few = self._few or self._drawn()
        yield from few
        yield from self._all()[len(few) :]

    def _drawn(self) -> list[Any]:
        drawn: list[Any] = []

        def refuse(value: Any) -> bool:
            drawn.append(value)
            if len(drawn) == self._FEW:
                raise _Enough
            return False

        with suppress(_Enough):
            self._draw(refuse)
        self._few = drawn
        return drawn


def if_loaded(matches: Function) -> Function:
    """``matches`` of the adapter of a framework, which would import it to find out that nobody uses it."""

    def is_of_framework(adapter: Any, app: object) -> bool:
        return _OTHER_FRAMEWORK in sys.modules and bool(matches(adapter, app))

    return is_of_framework


# The instances of a resource, and what it is called.
_Read = tuple[str, tuple[Any, ...]]


class _Captured(NamedTuple):
    """Variants, and all that they were made of. ``gone`` is how many resources had been deleted."""

    schema: Any
    gone: int
    reads: tuple[_Read, ...]
    variants: list[Any] | None


class _Tape:
    """What is read from a repository for one list of variants. Each reading counts there, so none is done twice."""

    def __init__(self, repository: Any, read: Function) -> None:
        self._repository = repository
        self._read = read
        self._next = 0
        self.reads: list[_Read] = []

    def at(self, index: int, name: str) -> tuple[Any, ...]:
        if index == len(self.reads):
            self.reads.append((name, self._read(self._repository, name)))
        return self.reads[index][1]

    def next(self, name: str) -> tuple[Any, ...]:
        self._next += 1
        return self.at(self._next - 1, name)

    def says(self, reads: tuple[_Read, ...]) -> bool:
        """True where the same would be read again."""
        return all(_are_same(self.at(at, name), then) for at, (name, then) in enumerate(reads))


class Captures:
    """The methods ``iter_instances`` of a repository and ``get_captured_variants`` of a source, which reads there."""

    # Of a schema: with the values of its examples, and without them.
    _KEPT = 2

    def __init__(self, read: Function, collect: Function) -> None:
        self._read = read
        self._collect = collect
        self._present = threading.local()

    def read(self) -> Function:
        def iter_instances(repository: Any, name: str) -> tuple[Any, ...]:
            tape: _Tape | None = getattr(self._present, "tape", None)
            found: tuple[Any, ...] = tape.next(name) if tape is not None else self._read(repository, name)
            return found

        return iter_instances

    def collect(self) -> Function:
        def get_captured_variants(source: Any, *, operation: Any, location: Any, schema: Any) -> list[Any] | None:
            known = source.__dict__.setdefault("_specforge_captured", {})
            key = operation.label, location, id(schema)
            earlier: tuple[_Captured, ...] = known.get(key, ())
            gone = len(source._tombstoned)
            tape = _Tape(source.repository, self._read)
            for one in earlier:
                if one.schema is schema and one.gone == gone and tape.says(one.reads):
                    return one.variants
            variants = self._recorded(tape, source, operation, location, schema)
            if _are_flat(variants):
                if len(known) >= _MOST:
                    known.clear()
                present = _Captured(schema, gone, tuple(tape.reads), variants)
                known[key] = (present, *earlier[: self._KEPT - 1])
            return variants

        return get_captured_variants

    def _recorded(self, tape: _Tape, source: Any, operation: Any, location: Any, schema: Any) -> list[Any] | None:
        self._present.tape = tape
        try:
            variants: list[Any] | None = self._collect(source, operation=operation, location=location, schema=schema)
        finally:
            self._present.tape = None
        return variants


def _are_same(now: tuple[Any, ...], then: tuple[Any, ...]) -> bool:
    return len(now) == len(then) and all(map(is_, now, then))


def _are_flat(variants: list[Any] | None) -> bool:
    """True where what is put into a request is nothing that was made for one request only, and may be changed there."""
    return all(
        isinstance(one.overlay, dict) and not any(isinstance(value, dict | list) for value in one.overlay.values())
        for one in variants or ()
    )
