"""The formats that rules may be restricted to, and those that a document has."""

from __future__ import annotations

import re
from typing import Any

_OTHERS = (
    *("json-schema", "json-schema-loose", "json-schema-draft4", "json-schema-draft6", "json-schema-draft7"),
    *("json-schema-draft-2019-09", "json-schema-draft-2020-12", "json-schema-2019-09", "json-schema-2020-12"),
)
# Of documents that are not ours to judge; rules for them say nothing here.
_FOREIGN = re.compile(r"(aas|async-?api)[23]?([._]\d+)?|arazzo1?([._]\d+)?")
_OPENAPI = ("oas2", "oas3", "oas3.0", "oas3.1", "oas3.2")
KNOWN = (*_OPENAPI, *_OTHERS)


def canonical(name: str) -> str | None:
    """One spelling for each format; None for what is none."""
    plain = name.replace("_", ".") if name.startswith("oas") else name
    return plain if plain in KNOWN or _FOREIGN.fullmatch(name) else None


def formats_of(root: Any) -> frozenset[str]:
    """The formats of a document by its root value."""
    if not isinstance(root, dict):
        return frozenset()
    found: set[str] = set()
    if re.match(r"\s*2(?!\d)", str(root.get("swagger", ""))):
        found.add("oas2")
    version = str(root.get("openapi", ""))
    if re.match(r"\s*3(?!\d)", version):
        found.add("oas3")
        if match := re.match(r"(3\.[012])(\.\d*)?(-\w+)?$", version):
            found.add(f"oas{match[1]}")
    if isinstance(root.get("$schema"), str) and "//json-schema.org/" in root["$schema"]:
        found |= {"json-schema", "json-schema-loose"}
    return frozenset(found)
