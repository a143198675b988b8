"""Bytes to text: byte order marks, UTF-16, and clear refusals of what is not text at all."""

from __future__ import annotations

import codecs

from specforge.errors import SyntaxProblem, UnreadableError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, name: str) -> str:
    """The text of a YAML or JSON file, without its byte order mark.

    UTF-8, UTF-16 and UTF-32 are read (YAML 1.2.2 section 5.2). Raises UnreadableError for binary data and
    SyntaxProblem for bytes that are not valid in the file's encoding.
    """
    encoding, start = _detect(data)
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data[start:], error, encoding, name) from error
    if "\0" in text:
        raise _binary(name)
    return text


def encode(text: str, old: bytes) -> bytes:
    """The bytes of a text that takes the place of ``old``: in the same encoding, with the same byte order mark."""
    encoding, start = _detect(old)
    return old[:start] + text.encode(encoding)


def _detect(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    # Without a mark the position of the zero byte beside the first ASCII character tells (YAML 1.2.2 section 5.2).
    if len(data) > 1 and data[1] == 0 != data[0]:
        return "utf-16-le", 0
    if len(data) > 1 and data[0] == 0 != data[1]:
        return "utf-16-be", 0
    return "utf-8", 0


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str, name: str) -> Exception:
    if _looks_binary(data):
        return _binary(name)
    good = data[: error.start].decode(encoding, "replace")
    line = good.count("\n") + 1
    column = len(good) - (good.rfind("\n") + 1) + 1
    return SyntaxProblem(
        f"byte 0x{data[error.start]:02X} is not valid {encoding.upper()}",
        file=name,
        line=line,
        column=column,
        help="save the file as UTF-8 (it looks like Latin-1 or Windows-1252)",
    )


def _looks_binary(data: bytes) -> bool:
    sample = data[:4096]
    control = sum(byte < 32 and byte not in b"\t\n\r\f\b\x1b" for byte in sample)
    return control > len(sample) / 50


def _binary(name: str) -> UnreadableError:
    return UnreadableError("this is a binary file, not YAML or JSON text", file=name)
