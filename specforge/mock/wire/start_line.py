"""The first line of a request, before and after the parser has seen it."""

from __future__ import annotations

import re

_USUAL = (b"GET ", b"POST ", b"PUT ", b"DELETE ", b"PATCH ", b"HEAD ", b"OPTIONS ")
# What llhttp, which is behind httptools, knows (https://github.com/nodejs/llhttp, src/llhttp/constants.ts).
_KNOWN = frozenset(
    b"DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND "
    b"UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK "
    b"UNLINK SOURCE PRI QUERY".split()
)
_METHODS = {method: method.decode() for method in _KNOWN}
# RFC 9110 section 9.1: any token.
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
LONGEST_METHOD = 64


def prepare(data: bytes) -> tuple[bytes, str | None]:
    """The first bytes of a request as the parser understands them, and its method where the parser does not know it.

    The parser has a fixed list of methods, while a document may make up others (OpenAPI 3.2, Path Item Object,
    ``additionalOperations``): those travel through it as POST. It also refuses bytes in a path that are not ASCII,
    which many a client sends unescaped.
    """
    if data.startswith(_USUAL) and data.isascii():
        return data, None
    line, end, rest = data.lstrip(b"\r\n").partition(b"\r\n")
    method, space, target = line.partition(b" ")
    if not target.isascii():
        target = _NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), target)
    unknown = method not in _KNOWN and space and _TOKEN.fullmatch(method)
    start = b"POST " if unknown else method + space
    return b"".join((start, target, end, rest)), method.decode() if unknown else None


def method_of(name: bytes) -> str:
    return _METHODS.get(name) or name.decode("latin-1")


def split_target(url: bytes) -> tuple[str, str]:
    """Path and query of a request target in any of its forms (RFC 9112 section 3.2)."""
    target = url.decode("latin-1")
    if not target.startswith("/"):
        target = _of_absolute(target)
    if "#" in target:
        target = target.partition("#")[0]
    path, _, query = target.partition("?")
    return path, query


def _of_absolute(target: str) -> str:
    scheme, separator, rest = target.partition("://")
    if not separator or not scheme.isalpha():
        return target
    begin = next((at for at, character in enumerate(rest) if character in "/?#"), len(rest))
    inner = rest[begin:]
    return inner if inner.startswith("/") else f"/{inner}"
