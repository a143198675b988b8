"""What the rules about Markdown share: the texts of a document that a browser will show."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.source import Source
from specforge.lint.rule import Context, Problem
from specforge.lint.scan import mappings

_FIELDS = ("description", "title")
_SUSPICIOUS = ("<script", "eval(")
# How these could be written without being seen: by escapes of JSON and YAML.
_DISGUISES = ("\\u00", "\\x", "\\U", "\\\n")


def problems(context: Context, *, holding: str) -> Iterator[Problem]:
    """The descriptions and titles with this text in them."""
    for node in context.once("suspicious texts", _suspicious):
        if holding in node.value:
            yield Problem(f"`{node.tokens[-1]}` has `{holding}` in it", node.place)


def _suspicious(document: Document) -> list[Node]:
    _ = document.index  # the walk opens the other files
    return [node for source in list(document.sources.values()) for node in _of(source, document)]


def _of(source: Source, document: Document) -> Iterator[Node]:
    # Nearly always nothing is there to be found, and a search through the text tells.
    if not any(text in source.text for text in (*_SUSPICIOUS, *_DISGUISES)):
        return
    for tokens, mapping in mappings(source):
        for field in _FIELDS:
            value = mapping.get(field)
            if isinstance(value, str) and any(text in value for text in _SUSPICIOUS):
                yield Node(document.resolver, source, (*tokens, field), value)
