"""Aliases in ``given``: ``#PathItem[get]`` stands for the paths of PathItem, each followed by ``[get]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from specforge.lint.spectral.definitions import Alias, AliasTarget
from specforge.registry import did_you_mean

_ALIAS = re.compile(r"#([A-Za-z0-9_-]+)")


class AliasProblem(ValueError):
    """An alias that does not exist, or cannot be followed."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help


class AliasCycle(AliasProblem):
    """An alias that leads back to itself."""


def expand_alias(name: str, aliases: Mapping[str, Alias]) -> None:
    """Follows one alias to its paths. Raises AliasCycle; what does not exist is the business of who uses it."""
    try:
        for _ in expanded(f"#{name}", aliases, None):
            pass
    except AliasCycle:
        raise
    except AliasProblem:
        return


def expanded(given: str, aliases: Mapping[str, Alias], formats: frozenset[str] | None) -> Iterator[str]:
    """The paths that ``given`` means in documents of these formats; with None those of every format.

    Raises AliasProblem.
    """
    return _expanded(given, aliases, formats, ())


def _expanded(
    given: str, aliases: Mapping[str, Alias], formats: frozenset[str] | None, passed: tuple[str, ...]
) -> Iterator[str]:
    if not given.startswith("#"):
        yield given
        return
    match = _ALIAS.match(given)
    if match is None:
        raise AliasProblem(f"`{given}` is no alias: they start with # and a name")
    name, rest = match[1], given[match.end() :]
    if name in passed:
        raise AliasCycle(f"alias `{name}` leads back to itself: {' -> '.join((*passed, name))}")
    if name not in aliases:
        raise AliasProblem(f"alias `{name}` does not exist", did_you_mean(name, aliases))
    for meaning in _meanings(aliases[name], formats):
        yield from _expanded(meaning + rest, aliases, formats, (*passed, name))


def _meanings(alias: Alias, formats: frozenset[str] | None) -> list[str]:
    found: list[str] = []
    for target in reversed(alias):
        if not isinstance(target, AliasTarget):
            return [text for text in alias if isinstance(text, str)]
        if formats is None:
            found += target.given
        elif target.formats & formats:
            return list(target.given)
    return found
