"""Postman collections, which Prism serves too: a collection becomes an OpenAPI 3.0 document, and that is served.

What a collection holds are examples of requests and responses, so that everything in a request is required, and a body
has the shape of its example (https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.mock.serialise import dump_json
from specforge.values.mediatypes import is_json

Json = dict[str, Any]

# Marks parameters of collections: there ``Accept`` and ``Authorization`` are headers like any other.
POSTMAN = "x-postman"
_VARIABLE = re.compile(r"\{\{([^{}]+)\}\}")
# Credentials that OpenAPI has no scheme for: the headers, and what ``Authorization`` has to be like.
_HEADERS: dict[str, tuple[str, ...]] = {"awsv4": ("X-Amz-Security-Token", "X-Amz-Date", "Authorization")}
_PATTERNS = {"hawk": "^Hawk .+$", "ntlm": "^NTLM .+$", "awsv4": None, "edgegrid": None}
_OAUTH1 = ("consumer_key", "token", "signature_method", "timestamp", "nonce", "version", "signature")


def from_postman(document: Document) -> Document:
    """The document itself, or what it says as OpenAPI when it is a Postman collection."""
    value = document.root.value
    if not isinstance(value, Mapping) or document.version.text:
        return document
    info = value.get("info")
    if not isinstance(value.get("item"), list) or not isinstance(info, Mapping) or "name" not in info:
        return document
    return load_text(dump_json(_Collection(value).convert()), document.root.name)


class _Collection:
    def __init__(self, value: Mapping[str, Any]) -> None:
        self._value = value
        self._variables = {str(v.get("key")): str(v.get("value", "")) for v in _objects(value.get("variable"))}
        self._schemes: dict[str, Json] = {}

    def convert(self) -> Json:
        paths: dict[str, Json] = {}
        for item, auth in _items(self._value, self._value.get("auth")):
            request = item.get("request")
            request = request if isinstance(request, Mapping) else {"url": request}
            path, query = self._url(request.get("url"))
            method = str(request.get("method") or "GET").lower()
            operation = self._operation(item, request, path, query, request.get("auth") or auth)
            known = paths.setdefault(path, {})
            known[method] = _merged(known[method], operation) if method in known else operation
        info = {"title": str(self._value["info"]["name"]), "version": "1"}
        return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"securitySchemes": self._schemes}}

    def _url(self, url: Any) -> tuple[str, list[Json]]:
        """The path as a template, and the query parameters."""
        if isinstance(url, str):
            parts = urlsplit(self._fill(url))
            segments, query = (
                parts.path.strip("/").split("/"),
                [{"key": p.partition("=")[0]} for p in _split(parts.query)],
            )
        else:
            url = url if isinstance(url, Mapping) else {}
            segments, query = url.get("path") or [], list(_objects(url.get("query")))
        if isinstance(segments, str):
            segments = segments.strip("/").split("/")
        filled = [self._fill(str(segment)) for segment in segments]
        return "/" + "/".join(f"{{{s[1:]}}}" if s.startswith(":") else s for s in filled), query

    def _fill(self, text: str) -> str:
        return _VARIABLE.sub(lambda match: self._variables.get(match[1], match[0]), text)

    def _operation(
        self, item: Mapping[str, Any], request: Mapping[str, Any], path: str, query: list[Json], auth: Any
    ) -> Json:
        headers = _headers(request.get("header"))
        parameters = [_parameter(name, "path", None) for name in re.findall(r"\{([^{}]+)\}", path)]
        parameters += [_parameter(str(q["key"]), "query", q.get("value")) for q in query if q.get("key")]
        parameters += [_parameter(name, "header", value) for name, value in headers.items()]
        operation: Json = {"summary": str(item.get("name", "")), "parameters": parameters}
        body = self._body(request.get("body"), headers.get("content-type"))
        if body:
            operation["requestBody"] = {"content": body}
        operation["responses"] = _together(self._response(r) for r in _objects(item.get("response")))
        self._secure(operation, auth)
        return operation

    def _body(self, body: Any, content_type: str | None) -> Json:
        body = body if isinstance(body, Mapping) else {}
        mode = body.get("mode")
        if mode == "raw" and body.get("raw"):
            return _raw_content(str(body["raw"]), content_type or "text/plain")
        fields = list(_objects(body.get(mode))) if mode in ("urlencoded", "formdata") else []
        if not fields:
            return {}
        usual = "application/x-www-form-urlencoded" if mode == "urlencoded" else "multipart/form-data"
        properties = {str(field.get("key", "")): {"type": "string"} for field in fields}
        return {content_type or usual: {"schema": {"type": "object", "properties": properties}}}

    def _response(self, response: Mapping[str, Any]) -> tuple[str, Json]:
        headers = _headers(response.get("header"))
        content_type = headers.get("content-type")
        result: Json = {
            "description": str(response.get("name") or ""),
            "headers": {
                name: {"schema": {"type": "string"}, "example": value}
                for name, value in headers.items()
                if name != "content-type"
            },
        }
        if content_type and response.get("body"):
            result["content"] = _raw_content(str(response["body"]), content_type)
        return str(response.get("code", 200)), result

    def _secure(self, operation: Json, auth: Any) -> None:
        kind = auth.get("type") if isinstance(auth, Mapping) else None
        options = {str(o.get("key")): o.get("value") for o in _objects(auth.get(kind))} if kind else {}
        scheme: Json | None = None
        if kind == "apikey":
            scheme = {"type": "apiKey", "name": str(options.get("key")), "in": options.get("in") or "header"}
        elif kind in ("basic", "digest", "bearer"):
            scheme = {"type": "http", "scheme": kind}
        elif kind == "oauth2" and options.get("addTokenTo") == "queryParams":
            operation["parameters"].append(_parameter("access_token", "query", None))
        elif kind == "oauth2":
            scheme = {"type": "http", "scheme": "bearer"}
        elif kind == "oauth1" and not options.get("addParamsToHeader"):
            required = not options.get("addEmptyParamsToSign")
            more = [_parameter(f"oauth_{name}", "query", None) | {"required": required} for name in _OAUTH1]
            operation["parameters"] += more
        elif kind in _PATTERNS or kind == "oauth1":
            names = _HEADERS.get(kind, ("Authorization",))
            operation["parameters"] += [_parameter(name, "header", None) for name in names]
            if _PATTERNS.get(kind):
                operation["parameters"][-1]["schema"]["pattern"] = _PATTERNS[kind]
        if scheme is not None:
            name = "-".join(str(part) for part in scheme.values())
            self._schemes[name] = scheme
            operation["security"] = [{name: []}]


def _items(folder: Mapping[str, Any], auth: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """The requests of a folder and its folders, each with the authentication that it inherits."""
    for item in _objects(folder.get("item")):
        own = item.get("auth") or auth
        if isinstance(item.get("item"), list):
            yield from _items(item, own)
        else:
            yield item, own


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _headers(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        lines = (line.partition(":") for line in value.splitlines() if ":" in line)
        return {name.strip().lower(): text.strip() for name, _, text in lines}
    return {str(h["key"]).lower(): str(h.get("value") or "") for h in _objects(value) if h.get("key")}


def _split(query: str) -> list[str]:
    return [part for part in query.split("&") if part]


def _parameter(name: str, location: str, value: Any) -> Json:
    parameter: Json = {"name": name, "in": location, "required": True, "schema": {"type": "string"}, POSTMAN: True}
    return parameter | ({"example": value} if value else {})


def _raw_content(text: str, media_type: str) -> Json:
    if is_json(media_type):
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return {media_type: {"example": text}}
        return {media_type: {"example": value, "schema": _shape(value)}}
    return {media_type: {"example": text}}


def _shape(value: Any) -> Json:
    """The schema that a value is an example of, as json-schema-generator makes it: nothing is required, the types of
    one property in several items are all allowed, and of a list of plain values the last one tells the type."""
    match value:
        case dict():
            return {"type": "object", "properties": {name: _shape(item) for name, item in value.items()}}
        case list():
            return {"type": "array", "items": _item_shape(value)}
    return {"type": _type(value)}


def _item_shape(values: list[Any]) -> Json:
    looked_at = [values[0], values[len(values) // 2], values[-1]] if len(values) > 3 else values
    shape: Json = {"type": "object", "properties": {}}
    for value in looked_at:
        inner = _item_shape(value) if isinstance(value, list) else _shape(value)
        shape = _both(shape, inner) if inner["type"] == shape["type"] == "object" else inner
    return shape


def _both(one: Json, other: Json) -> Json:
    """Two shapes of one property."""
    if one["type"] == other["type"] == "object":
        mine, theirs = one["properties"], other["properties"]
        shared = {name: _both(mine[name], shape) for name, shape in theirs.items() if name in mine}
        return {"type": "object", "properties": {**mine, **theirs, **shared}}
    if "properties" in one or "items" in one:
        return one
    types = {*_names(one["type"]), *_names(other["type"])}
    return {**other, "type": types.pop() if len(types) == 1 else sorted(types)}


def _names(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


def _type(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case None:
            return "null"
    return "string"


def _together(responses: Iterable[tuple[str, Json]]) -> Json:
    """Responses by status; those of one status offer the headers and media types of all."""
    found: Json = {}
    for code, response in responses:
        known = found.get(code, response)
        headers = {**response["headers"], **known["headers"]}
        content = _all_content(known.get("content", {}), response.get("content", {}))
        found[code] = {**known, "headers": headers, "content": content}
    return found


def _all_content(one: Json, other: Json) -> Json:
    """The media types of both; of one that both have, any of the two schemas will do."""
    merged = {**one, **other, **one}
    for name in one.keys() & other.keys():
        schemas = [known["schema"] for known in (one[name], other[name]) if "schema" in known]
        distinct = [schema for i, schema in enumerate(schemas) if schema not in schemas[:i]]
        if distinct:
            merged[name] = {**one[name], "schema": _any_of(distinct)}
    return merged


def _any_of(schemas: list[Json]) -> Json:
    choices = [choice for schema in schemas for choice in schema.get("anyOf", [schema])]
    return {"anyOf": choices} if len(choices) > 1 else choices[0]


def _merged(one: Json, other: Json) -> Json:
    """Two requests of a collection to the same path: all their responses, and what only one asks for is optional."""
    responses = _together([*one["responses"].items(), *other["responses"].items()])
    mine, theirs = ({_key(p): p for p in operation["parameters"]} for operation in (one, other))
    parameters = [_in_both(mine.get(key), theirs.get(key)) for key in {**mine, **theirs}]
    bodies = [operation["requestBody"]["content"] for operation in (one, other) if "requestBody" in operation]
    body = {"requestBody": {"content": _all_content(bodies[0], bodies[-1])}} if bodies else {}
    return {**one, **body, "parameters": parameters, "responses": responses}


def _key(parameter: Json) -> tuple[str, str]:
    return parameter["in"], parameter["name"].lower()


def _in_both(one: Json | None, other: Json | None) -> Json:
    known = one or other or {}
    required = known["in"] == "path" or bool(one and other and one["required"] and other["required"])
    return {**known, "required": required}
