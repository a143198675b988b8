"""typedEnum and uniquenessTags: values of the right type, and names of tags that are not taken."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.document.node import Node
from specforge.lint.rule import RULES
from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.function import Outcome, Target, function


@function("typedEnum")
def typed_enum(target: Target, options: None) -> Iterator[Outcome]:
    """The values of an enum are of the type beside it, as the rule typed-enum judges it."""
    if not isinstance(target.value, dict) or target.rest:
        return
    source, tokens = target.spot.where()
    node = Node(target.context.document.resolver, source, tokens, target.value)
    for problem in RULES["typed-enum"].check(View(node), target.context):
        value = target.value["enum"][int(problem.place.tokens[-1])]
        types = target.value.get("type")
        named = ",".join(map(str, types)) if isinstance(types, list) else types
        yield Outcome(f'Enum value {js.printed(value)} must be "{named}".', place=problem.place)


@function("uniquenessTags")
def uniqueness_tags(target: Target, options: None) -> Iterator[Outcome]:
    """No two tags have the same name."""
    tags = target.unfolded(2)
    seen: set[str] = set()
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        name = tag.get("name") if isinstance(tag, dict) else None
        if isinstance(name, str):
            if name in seen:
                yield Outcome(f'"tags" object contains duplicate tag name "{name}".', (index, "name"))
            seen.add(name)
