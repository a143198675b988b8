"""Compressed bodies (RFC 9110 section 8.4): they pass as they are, and are read to be judged."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib.util import find_spec

from specforge.callables import load_name

# A kilobyte can become a gigabyte: nothing larger than this is judged.
_LIMIT = 64 * 1024 * 1024
# So much is undone at a time, so that the limit is noticed soon.
_STEP = 1024

# Libraries that may be there (the extra ``proxy``), by what they undo.
_LIBRARIES = {"br": "brotli", "zstd": "zstandard"}


def is_decodable(encoding: str) -> bool:
    """Whether ``read`` undoes it."""
    if encoding in _LIBRARIES:
        return find_spec(_LIBRARIES[encoding]) is not None
    return encoding in ("gzip", "x-gzip", "deflate", "identity")


def read(body: bytes, encodings: str) -> bytes | None:
    """The body without its ``Content-Encoding``; None when it cannot be undone."""
    for encoding in reversed([part.strip().lower() for part in encodings.split(",") if part.strip()]):
        found = body if encoding == "identity" else _undone(body, encoding)
        if found is None:
            return None
        body = found
    return body


def _undone(body: bytes, encoding: str) -> bytes | None:
    if not is_decodable(encoding):
        return None
    if encoding == "br":
        decoder = load_name("brotli:Decompressor")()
        return _collected(body, decoder.process, decoder.is_finished, load_name("brotli:error"))
    if encoding == "zstd":
        opened = load_name("zstandard:ZstdDecompressor")().decompressobj()
        return _collected(body, opened.decompress, lambda: bool(opened.eof), load_name("zstandard:ZstdError"))
    # Some servers leave the wrapper of "deflate" away (RFC 9110 section 8.4.1.2).
    windows = (31,) if "gzip" in encoding else (15, -15)
    return next((found for bits in windows if (found := _inflated(body, bits)) is not None), None)


def _collected(
    body: bytes, undo: Callable[[bytes], bytes], is_finished: Callable[[], bool], error: type[Exception]
) -> bytes | None:
    """What comes out piece by piece, unless it is too much, broken or not all there."""
    found: list[bytes] = []
    size = 0
    try:
        for begin in range(0, len(body), _STEP):
            found.append(undo(body[begin : begin + _STEP]))
            size += len(found[-1])
            if size > _LIMIT:
                return None
    except error:
        return None
    return b"".join(found) if is_finished() else None


def _inflated(body: bytes, bits: int) -> bytes | None:
    inflater = zlib.decompressobj(bits)
    try:
        found = inflater.decompress(body, _LIMIT)
    except zlib.error:
        return None
    return found if inflater.eof else None
