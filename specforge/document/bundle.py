"""A document of several files as one value: what other files define moves under the components of the root file."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Tokens, join_pointer
from specforge.document.walk import Reference

_SECTIONS = {
    "Schema": "schemas",
    "Response": "responses",
    "Parameter": "parameters",
    "Example": "examples",
    "RequestBody": "requestBodies",
    "Header": "headers",
    "SecurityScheme": "securitySchemes",
    "Link": "links",
    "Callback": "callbacks",
}
_SWAGGER_SECTIONS = {"Schema": "definitions", "Response": "responses", "Parameter": "parameters"}
_NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")

Key = tuple[int, Tokens]


def bundle(document: Document) -> dict[str, Any]:
    """The value of the root file, whole; references into other files lead to components of its own.

    What has no section for components (path items, operations) is put where the reference stands. Nothing else changes,
    and a document of one file stays as it is.
    """
    root = document.root.value
    if not isinstance(root, dict):
        return {}
    references = {_key(one): one for one in document.index.references if _leads_elsewhere(document, one)}
    return _Bundler(document, references).run() if references else root


def _leads_elsewhere(document: Document, reference: Reference) -> bool:
    root = document.root
    return reference.target is not None and (reference.node.source is not root or reference.target.source is not root)


def _key(reference: Reference) -> Key:
    return id(reference.node.source), reference.node.tokens


class _Bundler:
    def __init__(self, document: Document, references: dict[Key, Reference]) -> None:
        self._document = document
        self._references = references
        self._sections = _SWAGGER_SECTIONS if document.version.is_swagger else _SECTIONS
        self._names: dict[Node, str] = {}
        self._waiting: list[tuple[str, str, Node]] = []
        self._taken: dict[str, set[str]] = {}
        self._open: list[Node] = []

    def run(self) -> dict[str, Any]:
        bundled: dict[str, Any] = self._copy(self._document.node)
        while self._waiting:
            section, name, node = self._waiting.pop()
            holder = bundled if self._document.version.is_swagger else bundled.setdefault("components", {})
            holder.setdefault(section, {})[name] = self._copy(node)
        return bundled

    def _copy(self, node: Node) -> Any:
        if isinstance(node.value, list):
            return [self._copy(child) for child in node.elements()]
        if not isinstance(node.value, dict):
            return self._moved(node) or node.value
        reference = self._references.get((id(node.source), (*node.tokens, "$ref")))
        if reference is None:
            return {key: self._copy(child) for key, child in node.items()}
        beside = {key: self._copy(child) for key, child in node.items() if key != "$ref"}
        text = self._text(reference)
        return {"$ref": text, **beside} if text is not None else {**self._inlined(reference, node), **beside}

    def _moved(self, node: Node) -> str | None:
        """The new text of a member of a discriminator's mapping; None for any other scalar."""
        reference = self._references.get((id(node.source), node.tokens)) if isinstance(node.value, str) else None
        return self._text(reference) if reference is not None else None

    def _text(self, reference: Reference) -> str | None:
        """Where the reference leads in the bundle; None for what has no place among the components."""
        target = reference.target
        if target is None:
            return reference.text
        if target.source is self._document.root:
            return f"#{quote(join_pointer(target.tokens), safe='/~:@!$&*+,;=()')}"
        section = self._sections.get(reference.kind)
        if section is None:
            return reference.text if target in self._open else None
        if target not in self._names:
            self._names[target] = self._name(section, target)
            self._waiting.append((section, self._names[target], target))
        prefix = "#" if self._document.version.is_swagger else "#/components"
        return f"{prefix}/{section}/{self._names[target]}"

    def _inlined(self, reference: Reference, holder: Node) -> dict[str, Any]:
        target = reference.target or holder
        self._open.append(target)
        value = self._copy(target)
        self._open.pop()
        return value if isinstance(value, dict) else {}

    def _name(self, section: str, target: Node) -> str:
        """From where it is defined: the last part of the pointer, or the name of a file that is one definition."""
        stem = target.source.uri.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        wanted = _NO_NAME.sub("_", target.tokens[-1] if target.tokens else stem) or "shared"
        taken = self._taken.setdefault(section, self._defined(section))
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted}{number}"
        taken.add(name)
        return name

    def _defined(self, section: str) -> set[str]:
        root = self._document.node
        node = root.get(section) if self._document.version.is_swagger else root.at("components", section)
        return {name for name, _ in node.items()} if node is not None else set()
