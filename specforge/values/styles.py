"""Parameter values as text and back: the styles of OpenAPI 3.1 section 4.8.12.4, which are those of RFC 6570.

Raw text is what travels: percent-encoded in paths, queries and cookies, plain in headers. A value is split at the
delimiters first and decoded after, so that an encoded delimiter is part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

import orjson

from specforge.document.model import Header, Parameter
from specforge.values.deepobject import Tree, deep_items, grow, shaped
from specforge.values.mediatypes import is_form, is_json
from specforge.values.texts import TextShape, write

RawPairs = Sequence[tuple[str, str]]

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
_SPLITS = {"spaceDelimited": re.compile(r"%20|\+| "), "pipeDelimited": re.compile(r"\||%7[cC]")}
_SPLITS["tabDelimited"] = re.compile(r"%09|\t")
_COMMA = re.compile(r",")
# A key has no bracket inside: looking for the end of each of ten thousand open ones would take minutes.
_KEYS = re.compile(r"\[([^\[\]]*)\]")
_RESERVED = ":/?#[]@!$&'()*+,;="
_DEEPEST_KEYS = 20


class Missing(Enum):
    """What decoding answers for a parameter that is not there (null would be a value)."""

    MISSING = "missing"


MISSING = Missing.MISSING


def split_query(query: str) -> list[tuple[str, str]]:
    """``a%5B=1&b=%20`` as pairs: names decoded, values still as they came."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def split_cookies(header: str) -> list[tuple[str, str]]:
    """The pairs of a ``Cookie`` header, values still as they came (RFC 6265 section 4.2.1)."""
    pairs = (part.strip().partition("=") for part in header.split(";") if part.strip())
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def join_query(pairs: Iterable[tuple[str, str]]) -> str:
    """The query string of pairs that ``encode`` made."""
    return "&".join(f"{name}={value}" for name, value in pairs)


class StyleCodec:
    """How one value is written: a parameter, a response header, or a field of a form."""

    def __init__(
        self, name: str, location: str, style: str, explode: bool, shape: TextShape, *, content: str | None = None
    ) -> None:
        self.name = name
        self.location = location
        self.style = style
        self.explode = explode
        self._content = content
        self._shape = shape
        self._others: frozenset[str] = frozenset()
        self._safe = ""
        self._unquote = _unquoting(location, style)

    def decode(self, raw: str | RawPairs | None) -> Any:
        """The value, or MISSING. Text that does not fit the types of the schema stays text, for validation to report.

        ``raw`` is the text of a path segment (still percent-encoded), the value of a header, the whole of a query
        string for ``querystring``; for query and cookie parameters the pairs of ``split_query`` or ``split_cookies``,
        or the text that these split.
        """
        if raw is None:
            return MISSING
        if self.location in ("query", "cookie"):
            split = split_query if self.location == "query" else split_cookies
            return self._decode_pairs(split(raw) if isinstance(raw, str) else raw)
        text = raw if isinstance(raw, str) else join_query(raw)
        if self._content is not None:
            return _decode_content(self._content, self._shape, text, self._unquote)
        return self._decode_path(text) if self.location == "path" else self._split(text, _COMMA, self.explode)

    def decode_escaped(self, raw: str | RawPairs | None) -> Any:
        """As ``decode``, where the client has escaped the commas between the parts of a list or an object in one text:
        browsers and many libraries do, in queries and forms (https://url.spec.whatwg.org/#urlencoded-serializing)."""
        if self.location != "query" or self.style != "form" or self.explode or not raw:
            return self.decode(raw)
        pairs = split_query(raw) if isinstance(raw, str) else raw
        return self.decode([(name, text.replace("%2C", ",").replace("%2c", ",")) for name, text in pairs])

    def encode(self, value: Any) -> str | list[tuple[str, str]]:
        """The text for a path, header or querystring parameter; for query and cookie the pairs for ``join_query``."""
        if self.location in ("query", "cookie"):
            return self._encode_pairs(value)
        if self._content is not None:
            return self._encode_content(self._content, value)
        return self._encode_path(value) if self.location == "path" else self._join(value, ",", self.explode)

    # -- query and cookie ---------------------------------------------------------------------------------------------

    def _decode_pairs(self, pairs: RawPairs) -> Any:
        if self.style == "deepObject" and self._content is None:
            return self._decode_deep(pairs)
        if self._content is None and self._shape.is_object and self.explode and not self._shape.is_array:
            return self._decode_spread(pairs)
        texts = [value for name, value in pairs if name == self.name]
        if not texts:
            return MISSING
        if self._content is not None:
            return _decode_content(self._content, self._shape, texts[-1], self._unquote)
        if self._shape.is_array and self.explode and not (len(texts) == 1 and self._shape.is_scalar):
            return [self._shape.items.read(self._unquote(text)) for text in texts]
        if len(texts) > 1 and not self._shape.is_array:
            return [self._shape.read(self._unquote(text)) for text in texts]
        delimiter = _SPLITS.get(self.style, _COMMA)
        return self._split(",".join(texts), delimiter, explode=False)

    def _decode_spread(self, pairs: RawPairs) -> Any:
        """An exploded object: its properties stand among the parameters under their own names."""
        takes_any = self._shape.additional is not None
        known = self._shape.properties
        found: dict[str, Any] = {}
        for name, text in pairs:
            if name in known or (takes_any and name not in self._others):
                _put(found, name, self._part(self._shape.member(name), self._unquote(text)), self._shape.member(name))
        return found or MISSING

    def _decode_deep(self, pairs: RawPairs) -> Any:
        """``name[key]=1&name[other][inner]=2``. Lists, of which the specification says nothing, are understood as most
        tools write them: ``name[]=1``, ``name[0]=1`` and repeated names.
        """
        tree: Tree = {}
        plain: list[str] = []
        for name, text in pairs:
            base, bracket, _ = name.partition("[")
            keys = _KEYS.findall(name[len(base) :])
            if base == self.name and bracket and 0 < len(keys) <= _DEEPEST_KEYS:
                grow(tree, keys, self._unquote(text))
            elif name == self.name:
                plain.append(self._unquote(text))
        if tree or plain:
            return shaped(tree or plain, self._shape)
        return MISSING

    def _encode_pairs(self, value: Any) -> list[tuple[str, str]]:
        name = quote(self.name, safe="[]")
        if self._content is not None:
            return [(name, self._encode_content(self._content, value))]
        if self.style == "deepObject":
            return [(f"{name}{keys}", self._quote(text)) for keys, text in deep_items(value)]
        if self.explode and isinstance(value, dict):
            return [
                (self._quote(key), self._quote(text))
                for key, item in value.items()
                for text in (item if isinstance(item, list) else [item])
            ]
        if self.explode and isinstance(value, list):
            return [(name, self._quote(item)) for item in value]
        return [(name, self._join(value, _DELIMITERS.get(self.style, ","), explode=False))]

    # -- path ---------------------------------------------------------------------------------------------------------

    def _decode_path(self, text: str) -> Any:
        if self.style == "matrix":
            return self._decode_matrix(text)
        if self.style == "label" and text.startswith("."):
            text = text[1:]
            # OpenAPI 3.0.3 and earlier put dots between the parts even without explode, against RFC 6570.
            delimiter = _COMMA if not self.explode and "," in text else re.compile(r"\.")
            return self._split(text, delimiter, self.explode)
        return self._split(text, _COMMA, self.explode)

    def _decode_matrix(self, text: str) -> Any:
        """``;name=1,2`` and, exploded, ``;name=1;name=2`` or ``;key=1;other=2``."""
        pairs = [(unquote(name), value) for name, _, value in (p.partition("=") for p in text.split(";") if p)]
        if self.explode and self._shape.is_object:
            return {name: self._shape.member(name).read(unquote(value)) for name, value in pairs}
        values = [value for name, value in pairs if name == self.name]
        if self.explode and self._shape.is_array:
            return [self._shape.items.read(unquote(value)) for value in values]
        return self._split(values[0], _COMMA, explode=False) if values else unquote(text)

    def _encode_path(self, value: Any) -> str:
        match self.style:
            case "label":
                return "." + self._join(value, "." if self.explode else ",", self.explode)
            case "matrix":
                return self._encode_matrix(value)
        return self._join(value, ",", self.explode)

    def _encode_matrix(self, value: Any) -> str:
        name = quote(self.name, safe="")
        if self.explode and isinstance(value, dict):
            return "".join(f";{self._quote(key)}={self._quote(item)}" for key, item in value.items())
        if self.explode and isinstance(value, list):
            return "".join(f";{name}={self._quote(item)}" for item in value)
        text = self._join(value, ",", explode=False)
        return f";{name}={text}" if text else f";{name}"

    # -- parts --------------------------------------------------------------------------------------------------------

    def _split(self, text: str, delimiter: re.Pattern[str], explode: bool) -> Any:
        """A delimited text as the array, object or primitive that the schema wants."""
        if self._shape.is_scalar and not delimiter.search(text):
            return self._shape.read(self._unquote(text))
        if self._shape.is_array:
            return [self._shape.items.read(self._unquote(part)) for part in delimiter.split(text)] if text else []
        if not self._shape.is_object:
            return self._shape.read(self._unquote(text))
        parts = [self._unquote(part) for part in delimiter.split(text)] if text else []
        pairs = _exploded(parts) if explode else _alternating(parts)
        if pairs is None:
            return self._unquote(text)
        return {name: self._shape.member(name).read(value) for name, value in pairs}

    def _join(self, value: Any, delimiter: str, explode: bool) -> str:
        if isinstance(value, dict):
            between = "=" if explode else delimiter
            return delimiter.join(f"{self._quote(key)}{between}{self._quote(item)}" for key, item in value.items())
        if isinstance(value, list):
            return delimiter.join(self._quote(item) for item in value)
        return self._quote(value)

    def _part(self, shape: TextShape, text: str) -> Any:
        return shape.items.read(text) if shape.is_array else shape.read(text)

    def _quote(self, value: Any) -> str:
        text = write(value)
        return text if self.location == "header" or self.style == "cookie" else quote(text, safe=self._safe)

    def _encode_content(self, content: str, value: Any) -> str:
        if is_form(content) and isinstance(value, dict):
            spread = ((k, v) for k, item in value.items() for v in (item if isinstance(item, list) else [item]))
            return join_query((quote(key, safe=""), quote(write(item), safe="")) for key, item in spread)
        text = orjson.dumps(value, default=str).decode() if is_json(content) else write(value)
        return text if self.location == "header" else quote(text, safe="")


class ParameterCodec(StyleCodec):
    """How one parameter or response header is written. Make it once and use it for every request.

    ``name`` is for headers, whose views do not know theirs. ``others`` are the names of the operation's other query
    parameters: an exploded object that takes any property takes what is left.
    """

    def __init__(self, parameter: Parameter | Header, name: str | None = None, *, others: Collection[str] = ()) -> None:
        own_name = parameter.name if isinstance(parameter, Parameter) else ""
        content = next(iter(parameter.content.values()), None)
        shape = TextShape(content.schema if content is not None else parameter.schema)
        super().__init__(
            name or own_name,
            parameter.location,
            parameter.style,
            parameter.explode,
            shape,
            content=content.name if content is not None else None,
        )
        self._others = frozenset(others)
        self._safe = _RESERVED if isinstance(parameter, Parameter) and parameter.allow_reserved else ""


def decode(parameter: Parameter, raw: str | RawPairs | None) -> Any:
    """See StyleCodec.decode."""
    return ParameterCodec(parameter).decode(raw)


def encode(parameter: Parameter, value: Any) -> str | list[tuple[str, str]]:
    """See StyleCodec.encode."""
    return ParameterCodec(parameter).encode(value)


def _unquoting(location: str, style: str) -> Callable[[str], str]:
    """How text of a location is decoded: header values, which may have space around their commas, and 3.2's ``cookie``
    style are not encoded at all."""
    if location == "header":
        return str.strip
    if style == "cookie":
        return str
    # Browsers write a space in a query as +.
    return unquote_plus if location in ("query", "querystring") else unquote


def _decode_content(content: str, shape: TextShape, text: str, unquoted: Callable[[str], str]) -> Any:
    """A parameter described by ``content``: JSON where the media type says so, a form for a query string."""
    if is_form(content):
        found: dict[str, Any] = {}
        for name, value in split_query(text):
            member = shape.member(name)
            _put(found, name, (member.items if member.is_array else member).read(unquote_plus(value)), member)
        return found
    text = unquoted(text)
    if is_json(content):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return shape.read(text)


def _exploded(parts: list[str]) -> list[tuple[str, str]] | None:
    """``["R=100", "G=200"]`` as pairs; None when a part has no equals sign."""
    pairs = [part.partition("=") for part in parts]
    return [(name, value) for name, _, value in pairs] if all(sign for _, sign, _ in pairs) else None


def _alternating(parts: list[str]) -> list[tuple[str, str]] | None:
    """``["R", "100", "G", "200"]`` as pairs; None when one is left over."""
    return list(zip(parts[::2], parts[1::2], strict=True)) if len(parts) % 2 == 0 else None


def _put(found: dict[str, Any], name: str, value: Any, shape: TextShape) -> None:
    """A second value of a name makes a list, and so does the first one where the schema says array."""
    if name in found:
        known = found[name]
        found[name] = [*known, value] if isinstance(known, list) else [known, value]
    else:
        found[name] = [value] if shape.is_array else value
