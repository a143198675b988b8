"""pattern: a string that matches a regular expression, or does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.function import Option, OptionProblem, Outcome, Target, function, is_text, options_of
from specforge.lint.spectral.regex import Regex, RegexProblem

_OPTIONS = {
    name: Option(is_text, f'"pattern" function and its "{name}" option must be string or RegExp instance')
    for name in ("match", "notMatch")
}
_EXAMPLES = '{ "match": "^Stoplight" }, { "notMatch": "Swagger" }, { "match": "Stoplight", "notMatch": "Swagger" }'
_of_table = options_of("pattern", _OPTIONS, _EXAMPLES)


def _problems(options: Any) -> Iterator[OptionProblem]:
    yield from _of_table(options)
    if not isinstance(options, dict):
        return
    if not options:
        yield OptionProblem('"pattern" function needs "match" or "notMatch"')
    for name in _OPTIONS:
        if isinstance(options.get(name), str):
            try:
                Regex.of(options[name])
            except RegexProblem as problem:
                yield OptionProblem(str(problem), (name,))


def _prepare(options: dict[str, Any]) -> dict[str, tuple[str, Regex]]:
    return {name: (options[name], Regex.of(options[name])) for name in _OPTIONS if name in options}


@function("pattern", problems=_problems, prepare=_prepare)
def pattern(target: Target, options: dict[str, tuple[str, Regex]]) -> Iterator[Outcome]:
    """``match`` must match somewhere, ``notMatch`` nowhere. Only strings are looked at."""
    text = target.value
    if not isinstance(text, str):
        return
    for name, verb in (("match", "must match"), ("notMatch", "must not match")):
        if name in options:
            written, regex = options[name]
            if regex.search(text) is not (name == "match"):
                yield Outcome(f'#{{{{print("value")}}}} {verb} the pattern {js.printed(written)}')
