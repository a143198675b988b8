"""parser: a key that YAML does not read as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from specforge.document.model import Document
from specforge.document.place import Place, Tokens
from specforge.document.scalars import plain
from specforge.document.source import Source
from specforge.findings.model import Severity
from specforge.lint.rule import ANYTHING, Context, Problem, rule

# A colon behind what may be a number or a constant: looking back from colons is many times faster than forward.
_COLON = re.compile(r":(?:(?<=\d:)|(?<=~:)|(?<=[nN]ull:|[tT]rue:)|(?<=NULL:|TRUE:)|(?<=alse:|ALSE:))(?=\s)")
_KEY = re.compile(r"(?:^|[{,?-])[ \t]*([^\s{},?'\"]+)\Z")
_LONGEST_KEY = 100


@rule(
    "parser",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    default=False,
    versions=ANYTHING,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A key is read as a number, a truth value or null, unless it is put in quotes."""
    _ = context.index  # the walk opens the other files
    for source in list(document.sources.values()):
        if not source.is_json and _is_suspicious(source.text):
            yield from _problems(source)


def _is_suspicious(text: str) -> bool:
    """True when such a key seems to stand somewhere. Text of several lines may look alike."""
    for colon in _COLON.finditer(text):
        end = colon.start()
        start = max(text.rfind("\n", 0, end) + 1, end - _LONGEST_KEY)
        key = _KEY.search(text[start:end])
        if key and not isinstance(plain(key[1]), str):
            return True
    return False


def _problems(source: Source) -> Iterator[Problem]:
    places = [Place(source, tokens, key=True) for tokens in _ambiguous(source)]
    source.locate(places)
    for place in places:
        region, name = place.region, place.tokens[-1]
        if source.lines[region.line - 1][region.column - 1 :].startswith(name):  # else it is in quotes
            message = f"key `{name}` is read as {_kind(name)}, not as text"
            yield Problem(message, place, help=f'put it in quotes: `"{name}"`')


def _ambiguous(source: Source) -> list[Tokens]:
    """The paths of the keys that would be no text if they stood without quotes, in the order of the file."""
    found: list[Tokens] = []
    waiting: list[tuple[Tokens, Any]] = [((), source.value)]
    while waiting:
        tokens, value = waiting.pop()
        if isinstance(value, dict):
            found += [(*tokens, key) for key in value if key and not isinstance(plain(key), str)]
            waiting += [((*tokens, key), child) for key, child in value.items() if isinstance(child, dict | list)]
        elif isinstance(value, list):
            waiting += [((*tokens, str(i)), v) for i, v in enumerate(value) if isinstance(v, dict | list)]
    return found


def _kind(name: str) -> str:
    value = plain(name)
    return "null" if value is None else "a truth value" if isinstance(value, bool) else "a number"
