"""The messages of rules: a template with ``{{property}}``, ``{{error}}`` and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.graph import Key

_HOLE = re.compile(r"(#?)\{\{([^}\n]+)\}\}")
_PRINT = re.compile(r"\s*print\(\s*(['\"])(\w+)\1\s*\)\s*")


def filled(template: str, values: Mapping[str, Any]) -> str:
    """``{{name}}`` is a value as JavaScript writes it, ``#{{print("name")}}`` a value in words."""

    def hole(match: re.Match[str]) -> str:
        if not match[1]:
            name = match[2].strip()
            return js.text_of(values[name]) if name in values and values[name] is not None else ""
        printed = _PRINT.fullmatch(match[2])
        return _printed(printed[2], values) if printed else ""

    return _HOLE.sub(hole, template)


def _printed(name: str, values: Mapping[str, Any]) -> str:
    if name == "property":
        return f'"{values["property"]}" property ' if values["property"] not in ("", None) else "The document "
    if name == "value":
        return js.printed(values["value"])
    return js.text_of(values[name]) if values.get(name) is not None else ""


def dotted(path: tuple[Key, ...]) -> str:
    """``get.parameters[0].name``."""
    text = ""
    for index, key in enumerate(path):
        if isinstance(key, int) or key.isdecimal():
            text += f"[{key}]"
        elif not key or re.search(r"\s", key):
            text += f"['{key}']"
        else:
            text += ("." if index else "") + key
    return text
