"""Multipart bodies (RFC 2046 section 5.1; form-data: RFC 7578) as parts, and parts as bodies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from specforge.values.mediatypes import MediaTypeName, parse_media_type

_DISPOSITION = re.compile(
    r";\s*(?P<name>[a-zA-Z0-9_*-]+)\s*=\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<plain>[^;\s]+))"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``headers`` have lower case names."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """The name of the form field."""
        return self._disposition.get("name")

    @property
    def filename(self) -> str | None:
        """The name of the file when the part is one; RFC 5987 spelling included."""
        parameters = self._disposition
        if "filename*" in parameters:
            return unquote(parameters["filename*"].rpartition("'")[2])
        return parameters.get("filename")

    @property
    def content_type(self) -> MediaTypeName | None:
        return parse_media_type(self.headers.get("content-type"))

    @property
    def _disposition(self) -> dict[str, str]:
        found = _DISPOSITION.finditer(self.headers.get("content-disposition", ""))
        return {
            match["name"].lower(): match["plain"] or re.sub(r"\\(.)", r"\1", match["quoted"] or "") for match in found
        }


class MalformedMultipart(ValueError):
    """The body is not multipart with the boundary that its Content-Type says."""


def split_parts(body: bytes, boundary: str) -> list[Part]:
    """The parts of a body. Raises MalformedMultipart."""
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    sections = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if len(sections) < 2 or not boundary:
        raise MalformedMultipart(f"the boundary {boundary!r} does not occur in it")
    parts: list[Part] = []
    for section in sections[1:]:
        if section.startswith(b"--"):
            return parts
        parts.append(_part(section))
    raise MalformedMultipart(f"the closing boundary --{boundary}-- is missing")


def join_parts(parts: Sequence[Part]) -> tuple[str, bytes]:
    """A boundary that occurs in no part (the same one for the same parts), and the body."""
    sections = [
        b"".join(f"{name}: {value}\r\n".encode() for name, value in part.headers.items()) + b"\r\n" + part.content
        for part in parts
    ]
    boundary = f"specforge-{hashlib.sha256(b''.join(sections)).hexdigest()[:24]}"
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + section + b"\r\n" for section in sections) + delimiter + b"--\r\n"
    return boundary, body


def form_part(name: str, content: bytes, content_type: str | None, filename: str | None = None) -> Part:
    """A part of a form-data body."""
    disposition = f'form-data; name="{_quoted(name)}"' + (f'; filename="{_quoted(filename)}"' if filename else "")
    headers = {"Content-Disposition": disposition}
    if content_type is not None:
        headers["Content-Type"] = content_type
    return Part(content, headers)


def _quoted(text: str) -> str:
    """As browsers do it (HTML standard, multipart form data): percent-encode what would end the string."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _part(section: bytes) -> Part:
    head, separator, content = section.partition(b"\r\n\r\n")
    if section.startswith(b"\r\n\r\n"):
        head, content = b"", section[4:]
    elif not separator:
        raise MalformedMultipart("a part has no empty line after its headers")
    pairs = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n") if ":" in line)
    return Part(content, {name.strip().lower(): value.strip() for name, _, value in pairs})
