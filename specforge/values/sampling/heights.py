"""How deep the smallest value of a schema is nested: what tells a way out of a recursion from a way further in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from specforge.values.lowering.lowered import Definition

_SCALARS = frozenset({"null", "boolean", "integer", "number", "string"})


class Heights:
    """Heights of the schemas among ``definitions``, worked out when asked for. Infinite: there is no way out."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._heights: dict[str, float] = {}

    def of(self, schema: Any) -> float:
        """0 for a scalar, 1 for an object of scalars, and so on."""
        if len(self._heights) != len(self._definitions):
            self._settle()
        return self._of(schema)

    def _settle(self) -> None:
        """Settles the definitions that were added since."""
        # What a definition needs was mostly added after it, so that walking backwards settles most at once.
        names = [name for name in reversed(list(self._definitions)) if name not in self._heights]
        self._heights.update(dict.fromkeys(names, math.inf))
        is_changed = True
        while is_changed:
            is_changed = False
            for name in names:
                height = self._of(self._definitions[name].schema)
                if height < self._heights[name]:
                    self._heights[name], is_changed = height, True

    def _of(self, schema: Any) -> float:
        if not isinstance(schema, Mapping):
            return math.inf if schema is False else 0
        if "const" in schema or "enum" in schema:
            return 0
        found = [self._own(schema)]
        if "$ref" in schema:
            found.append(self._heights.get(schema["$ref"].removeprefix("#/$defs/"), 0))
        found.extend(self._of(member) for member in schema.get("allOf", ()))
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                found.append(min(self._of(branch) for branch in schema[keyword]))
        if "if" in schema:
            found.append(min(self._of(schema["if"]), self._of(schema.get("else", True))))
        return max(found)

    def _own(self, schema: Mapping[str, Any]) -> float:
        """The nesting that ``required`` and ``minItems`` force."""
        types = schema.get("type", ())
        if _SCALARS & set([types] if isinstance(types, str) else types):
            return 0
        found: list[float] = []
        properties = schema.get("properties", {})
        found += [self._of(properties[name]) for name in schema.get("required", ()) if name in properties]
        least = int(schema.get("minItems", 0))
        if least > len(schema.get("prefixItems", ())):
            found.append(self._of(schema.get("items", True)))
        found += [self._of(item) for item in schema.get("prefixItems", ())[:least]]
        return 1 + max(found) if found else 0
