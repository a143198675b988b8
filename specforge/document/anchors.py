"""``$id``, ``$anchor``, ``$dynamicAnchor`` and ``$self``: other names that places of a file may have.

JSON Schema 2020-12 section 8.2; OpenAPI 3.2 section 4.1.1 (``$self``). Files without them pay one text search.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urljoin

from specforge.document.place import Tokens
from specforge.document.source import Source
from specforge.document.versions import version_of

Start = tuple[Source, Tokens]


class Anchors:
    """The names that the registered sources give to places."""

    def __init__(self) -> None:
        self._resources: dict[str, Start] = {}
        self._bases: dict[str, dict[Tokens, str]] = {}  # by source URI: where an $id changes the base URI
        self._anchors: dict[tuple[str, str], Start] = {}  # by (base URI, name)

    def register(self, source: Source) -> None:
        self._resources[source.uri] = (source, ())
        root = source.value
        own_name = root.get("$self") if isinstance(root, dict) else None
        if isinstance(own_name, str) and version_of(root).family:
            self._resources.setdefault(_joined(source.uri, own_name), (source, ()))
        text = source.text
        if "$id" in text or "$anchor" in text or "$dynamicAnchor" in text:
            self._scan(source)

    def base_uri(self, source: Source, tokens: Tokens) -> str:
        """The base URI that applies to a value at ``tokens``."""
        bases = self._bases.get(source.uri)
        if bases:
            for end in range(len(tokens), -1, -1):
                if tokens[:end] in bases:
                    return bases[tokens[:end]]
        return source.uri

    def resource(self, uri: str) -> Start | None:
        """The root of the file or of the embedded schema resource that is called ``uri``."""
        return self._resources.get(uri)

    def anchor(self, source: Source, start: Tokens, name: str) -> Tokens | None:
        found = self._anchors.get((self.base_uri(source, start), name))
        return found[1] if found and found[0] is source else None

    def names(self, source: Source) -> list[str]:
        return [name for (_, name), (owner, _) in self._anchors.items() if owner is source]

    def _scan(self, source: Source) -> None:
        bases = self._bases.setdefault(source.uri, {})
        stack: list[tuple[Any, Tokens, str]] = [(source.value, (), source.uri)]
        while stack:
            value, tokens, base = stack.pop()
            if isinstance(value, list):
                stack.extend((item, (*tokens, str(i)), base) for i, item in enumerate(value))
            elif isinstance(value, dict):
                base = self._name(source, value, tokens, base, bases)
                stack.extend((item, (*tokens, key), base) for key, item in value.items() if key not in _DATA)

    def _name(self, source: Source, value: dict[str, Any], tokens: Tokens, base: str, bases: dict[Tokens, str]) -> str:
        own = value.get("$id")
        # A property that is called $id has a schema as its value, never a string.
        if isinstance(own, str) and not own.startswith("#"):
            base = bases[tokens] = _joined(base, own)
            self._resources.setdefault(base, (source, tokens))
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = value.get(keyword)
            if isinstance(name, str):
                self._anchors.setdefault((base, name), (source, tokens))
        return base


def _joined(base: str, name: str) -> str:
    """The URI without fragment that ``name`` means at ``base``; ``base`` itself where ``name`` is no URI reference."""
    try:
        return urldefrag(urljoin(base, name))[0]
    except ValueError:
        return base


_DATA = frozenset({"example", "examples", "default", "enum", "const"})  # instances, not schemas
