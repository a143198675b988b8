"""Compressed bodies (RFC 9110 section 8.4): they pass as they are, and are read to be judged."""

from __future__ import annotations

import zlib

# What ``read`` undoes.
DECODABLE = frozenset({"gzip", "x-gzip", "deflate", "identity"})
# A kilobyte can become a gigabyte: nothing larger than this is judged.
_LIMIT = 64 * 1024 * 1024


def read(body: bytes, encodings: str) -> bytes | None:
    """The body without its ``Content-Encoding``; None when it cannot be undone."""
    for encoding in reversed([part.strip().lower() for part in encodings.split(",") if part.strip()]):
        found = body if encoding == "identity" else _undone(body, encoding)
        if found is None:
            return None
        body = found
    return body


def _undone(body: bytes, encoding: str) -> bytes | None:
    if encoding not in DECODABLE:
        return None
    # Some servers leave the wrapper of "deflate" away (RFC 9110 section 8.4.1.2).
    windows = (31,) if "gzip" in encoding else (15, -15)
    return next((found for bits in windows if (found := _inflated(body, bits)) is not None), None)


def _inflated(body: bytes, bits: int) -> bytes | None:
    inflater = zlib.decompressobj(bits)
    try:
        found = inflater.decompress(body, _LIMIT)
    except zlib.error:
        return None
    return found if inflater.eof else None
