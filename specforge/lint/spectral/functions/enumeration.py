"""enumeration: one of a few values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.function import Option, Outcome, Target, function, options_of
from specforge.lint.spectral.graph import UNDEFINED


def _are_plain(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)


_OPTIONS = {
    "values": Option(
        _are_plain,
        '"enumeration" and its "values" option support only arrays of primitive values, '
        'i.e. ["Berlin", "London", "Paris"]',
        required=True,
    )
}
_EXAMPLES = '{ "values": ["Berlin", "London", "Paris"] }, { "values": [2, 3, 5, 8, 13, 21] }'


@function("enumeration", problems=options_of("enumeration", _OPTIONS, _EXAMPLES))
def enumeration(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """A scalar is one of the values."""
    value = target.value
    if isinstance(value, dict | list) or value is UNDEFINED:
        return
    if not any(js.same(value, allowed) for allowed in options["values"]):
        allowed = ", ".join(map(js.printed, options["values"]))
        yield Outcome(f'#{{{{print("value")}}}} must be equal to one of the allowed values: {allowed}')
