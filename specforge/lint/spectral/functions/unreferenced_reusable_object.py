"""unreferencedReusableObject: members of a folder of reusable things that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from specforge.document.model import Document
from specforge.document.place import Tokens, split_pointer
from specforge.document.source import Source
from specforge.lint.scan import reference_holders
from specforge.lint.spectral.function import Option, OptionProblem, Outcome, Target, function, options_of

_NAME = "unreferencedReusableObject"
_EXAMPLES = '{ "reusableObjectsLocation": "#/components/schemas" }, { "reusableObjectsLocation": "#/$defs" }'


def _is_pointer(value: Any) -> bool:
    return isinstance(value, str) and (value == "#" or value.startswith("#/"))


_OPTIONS = {
    "reusableObjectsLocation": Option(
        _is_pointer,
        f'"{_NAME}" and its "reusableObjectsLocation" option support only valid JSON Pointer fragments, '
        'i.e. "#", "#/foo", "#/paths/~1user"',
    )
}
_of_table = options_of(_NAME, _OPTIONS, _EXAMPLES)


def _problems(options: Any) -> Iterator[OptionProblem]:
    yield from _of_table(options)
    if isinstance(options, dict) and "reusableObjectsLocation" not in options:
        yield OptionProblem(
            f'"{_NAME}" function is missing "reusableObjectsLocation" option. Example valid options: {_EXAMPLES}'
        )


@function(_NAME, problems=_problems)
def unreferenced(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """Something refers to every member, or into it."""
    document = target.context.document
    if not isinstance(target.value, dict) or not target.value:
        return
    used = target.context.once("spectral:targets", _targets)
    folder = split_pointer(unquote(options["reusableObjectsLocation"][1:]))
    for name in target.value:
        if (document.root, (*folder, name)) not in used:
            yield Outcome("Potential orphaned reusable object has been detected", (name,))


def _targets(document: Document) -> set[tuple[Source, Tokens]]:
    """What references lead to, and everything around it."""
    found: set[tuple[Source, Tokens]] = set()
    for holder in reference_holders(document):
        target = holder.resolver.resolve(holder).target
        if target is not None:
            found.update((target.source, target.tokens[:end]) for end in range(1, len(target.tokens) + 1))
    return found
