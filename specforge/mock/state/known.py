"""What a server knows of a thing without being told: where it is, and what was uploaded with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Schema
from specforge.mock.state.store import Upload
from specforge.values.resources.names import bare
from specforge.values.resources.shapes import Shapes

_ADDRESSES = frozenset({"url", "href", "self", "uri", "selflink", "selfurl", "selfuri", "selfhref", "resourceurl"})
_LINKS = frozenset({"links", "link"})
_SIZES = frozenset({"size", "sizebytes", "bytes", "filesize", "contentlength", "length", "sizeinbytes", "bytesize"})
_TYPES = frozenset({"mediatype", "contenttype", "mimetype", "mime", "filetype"})


@dataclass(frozen=True)
class Known:
    """``path`` and ``url`` lead to the thing; they are empty where it has no address."""

    path: str = ""
    url: str = ""
    upload: Upload | None = None

    def values(self, name: str, child: Schema, shapes: Shapes) -> Iterator[Any]:
        """What a property of this name may have, the best value first; nothing for most names."""
        plain, kind = bare(name), shapes.kind(child)
        if kind == "string" and plain in _ADDRESSES and self.path:
            yield from (self.url, self.path)
        elif kind == "object" and plain in _LINKS and self.path:
            yield from self._links(child, shapes)
        elif self.upload is not None and kind == "integer" and plain in _SIZES:
            yield len(self.upload.content)
        elif self.upload is not None and kind == "string" and plain in _TYPES:
            yield self.upload.media_type

    def _links(self, child: Schema, shapes: Shapes) -> Iterator[Any]:
        """``{"self": {"href": ...}}`` as HAL has it, or the address itself."""
        own = shapes.properties(child).get("self")
        if own is not None:
            is_object = shapes.kind(own) == "object"
            yield from ({"self": {"href": each} if is_object else each} for each in (self.url, self.path))
