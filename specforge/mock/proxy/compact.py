"""JSON without the space between its tokens, which is how Prism's proxy passes it on."""

from __future__ import annotations

import re
from dataclasses import replace

import orjson

from specforge.mock.message import Reply
from specforge.values.mediatypes import is_json

# A string, to be kept, or space around it, to be dropped (RFC 8259 section 2). No part of it can backtrack.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[ \t\r\n]++', re.DOTALL)
# These are about the very bytes: what is signed, hashed or cut out of a whole passes as it is.
_ABOUT_BYTES = ("content-encoding", "content-digest", "digest", "content-md5", "content-range", "signature")


def compact(reply: Reply) -> Reply:
    """The reply with its JSON compacted. Numbers, escapes and the order of keys stay as they were written."""
    if not reply.body or not is_json(reply.header("content-type")):
        return reply
    if any(reply.header(name) is not None for name in _ABOUT_BYTES) or not _is_valid(reply.body):
        return reply
    body = _TOKENS.sub(lambda match: match[0] if match[0].startswith(b'"') else b"", reply.body)
    return replace(reply, body=body).with_headers((b"content-length", b"%d" % len(body)))


def _is_valid(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except ValueError:
        return False
    return True
