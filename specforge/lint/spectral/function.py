"""The functions that the rules of a ruleset call: what one is, and where they are registered.

    @function("falsy")
    def falsy(target: Target, options: None) -> Iterator[Outcome]:
        if truthy(target.value):
            yield Outcome("#{{print(\"property\")}}must be falsy")

What ships lies in ``specforge.lint.spectral.functions``; other packages add theirs through the entry point group
``specforge.lint_functions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specforge.document.place import Place
from specforge.lint.rule import Context
from specforge.lint.spectral.graph import Graph, Key, Spot
from specforge.registry import Registry


@dataclass(frozen=True, slots=True)
class Target:
    """What a function is asked to judge.

    ``value`` is plain (UNDEFINED where there is nothing), with the references in it as they are written; ``spot`` is
    the nearest thing that exists, and ``rest`` the keys from there to what does not.
    """

    value: Any
    spot: Spot
    graph: Graph
    context: Context
    rest: tuple[Key, ...] = ()

    def unfolded(self, depth: int | None = None) -> Any:
        """The value with its references replaced, ``depth`` levels down."""
        return self.value if self.rest else self.graph.plain(self.spot, depth)

    def path(self) -> tuple[Key, ...]:
        """The keys that led here."""
        return (*self.spot.path(), *self.rest)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is wrong. ``path`` leads from the target to the place in question; ``place`` says it outright."""

    message: str
    path: tuple[Key, ...] = ()
    place: Place | None = None


Judge = Callable[[Target, Any], Iterator[Outcome]]


@dataclass(frozen=True, slots=True)
class OptionProblem:
    """What is wrong with functionOptions, and where in them."""

    message: str
    path: tuple[str, ...] = ()


Check = Callable[[Any], Iterator[OptionProblem]]


@dataclass(frozen=True, slots=True)
class Function:
    """A function. ``prepare`` makes of options what the judge wants to have them as, once for each rule."""

    name: str
    judge: Judge
    problems: Check
    prepare: Callable[[Any], Any]


FUNCTIONS: Registry[Function] = Registry(
    "function", package="specforge.lint.spectral.functions", group="specforge.lint_functions"
)


def function(
    name: str, *, problems: Check | None = None, prepare: Callable[[Any], Any] | None = None
) -> Callable[[Judge], Judge]:
    """Registers the decorated function. ``problems`` says what is wrong with options; without it there must be none."""

    def register(judge: Judge) -> Judge:
        FUNCTIONS.register(name, Function(name, judge, problems or no_options(name), prepare or _as_they_are))
        return judge

    return register


def _as_they_are(options: Any) -> Any:
    return options


def no_options(name: str) -> Check:
    """The check of a function that takes no options."""

    def check(options: Any) -> Iterator[OptionProblem]:
        if options is not None:
            yield OptionProblem(f'"{name}" function does not accept any options')

    return check


def any_options(options: Any) -> Iterator[OptionProblem]:
    """The check of a function that says itself what it makes of its options."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``accepts`` tells whether a value will do, ``wanted`` what would (a whole sentence)."""

    accepts: Callable[[Any], bool]
    wanted: str
    required: bool = False
    inner: Mapping[str, Option] | None = None


def options_of(name: str, options: Mapping[str, Option], invalid: str, *, optional: bool = False) -> Check:
    """A check against a table of options; ``invalid`` is said of what is no object at all."""

    def check(given: Any) -> Iterator[OptionProblem]:
        if given is None and optional:
            return
        if not isinstance(given, dict):
            yield OptionProblem(f'"{name}" function has invalid options specified. Example valid options: {invalid}')
            return
        yield from _members(name, options, given, (), invalid)

    return check


def _members(
    name: str, options: Mapping[str, Option], given: Mapping[str, Any], path: tuple[str, ...], invalid: str = ""
) -> Iterator[OptionProblem]:
    for key in given:
        if key not in options:
            dotted = ".".join((*path, key))
            yield OptionProblem(f'"{name}" function does not support "{dotted}" option', (*path, key))
    for key, option in options.items():
        if key not in given:
            if option.required:
                dotted = ".".join((*path, key))
                yield OptionProblem(f'"{name}" function is missing "{dotted}" option', path)
        elif not option.accepts(given[key]):
            yield OptionProblem(option.wanted, (*path, key))
        elif option.inner is not None:
            yield from _members(name, option.inner, given[key], (*path, key))


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def types(name: str, option: str, *names: str) -> str:
    """What is said of an option of the wrong type."""
    return f'"{name}" function and its "{option}" option accepts only the following types: {", ".join(names)}'
