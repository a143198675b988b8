"""Bodies and responses: what a service gets and gives back for each media type."""

from __future__ import annotations

import re
from typing import Any

from specforge.document.model import MediaType, Operation, RequestBody, Schema
from specforge.document.operation import Encoding
from specforge.document.operation import Response as ResponseView
from specforge.gen.annotate import optional, python_type, shape_of, union, wire_type
from specforge.gen.catalog import PREFIX, Lowered
from specforge.gen.context import Context
from specforge.gen.directions import Direction
from specforge.gen.keywords import clean_text
from specforge.gen.lower import MULTIPART, nested
from specforge.gen.naming import class_name
from specforge.gen.plan import Body, Media, Response
from specforge.values.mediatypes import (
    is_form,
    is_json,
    is_json_sequence,
    is_multipart,
    is_text,
    is_xml,
    parse_media_type,
)
from specforge.values.texts import TextShape

_STATUS = re.compile(r"[1-5](\d\d|XX)\Z")
_STREAM = "AsyncIterator[str | bytes]"
_SWAGGER_STYLES = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
_BODILESS = frozenset({204, 205, 304})
_UNKNOWN = Response("200", "", "json", "application/json", "Any", "Any")


def request_kind(name: str) -> str:
    """How a request body of a media type is read: json, form, multipart, text or binary."""
    if is_json(name):
        return "json"
    if is_form(name):
        return "form"
    if is_multipart(name):
        # The parts of other multipart types have no names: there is nothing to tell them apart by.
        return "multipart" if "form-data" in name.lower() or "*" in name else "binary"
    return "text" if is_text(name) and not is_json_sequence(name) else "binary"


def plan_body(context: Context, operation: Operation, name: str) -> Body | None:
    """The body argument of an operation; None for an operation without one."""
    view = operation.request_body
    media = list(view.content.values()) if view is not None else []
    if view is None or not media:
        return None
    if len(media) == 1 and _is_plain_json(media[0].name):
        return _json_body(context, view, media[0], name)
    read, types = [], []
    for one in media:
        _warn(context, operation, one, request_kind(one.name))
        planned, type_ = _media(context, one, name)
        read.append(planned)
        types.append(type_)
    codes = [_media_code(one) for one in read]
    type_ = union(types) if view.required else optional(union(types))
    reader = f"wire.Content({', '.join(codes)}, required={view.required})"
    return Body(
        python_name="body",
        kind="wire",
        media_types=tuple(one.name for one in media),
        required=view.required,
        type=type_,
        route_code=f"Annotated[{type_}, Depends({reader})]",
        default_code=None if view.required else "None",
        description=clean_text(view.description),
        media=tuple(read),
    )


def _warn(context: Context, operation: Operation, media: MediaType, kind: str) -> None:
    """Tell of a schema that says more than the service gets: only this body is then read and checked by its code."""
    schema = media.item_schema or media.schema
    if kind not in ("text", "binary") or schema is None or not is_structured(schema, media.name):
        return
    what = "text" if kind == "text" else "bytes"
    message = f"a body of {media.name} is not read by its schema: the service gets its {what}"
    context.warn("gen-body", message, media.place, operation)


def is_structured(schema: Schema, media_type: str) -> bool:
    """True for what a stream or a multipart body is made of, and for objects and lists in XML."""
    shape = TextShape(schema)
    is_stream = is_json_sequence(media_type) or is_multipart(media_type)
    return is_stream or (is_xml(media_type) and not (shape.is_scalar or shape.is_open))


def _is_plain_json(name: str) -> bool:
    """True for what FastAPI itself reads as JSON."""
    parsed = parse_media_type(name)
    return is_json(parsed) and parsed is not None and parsed.type == "application"


def _json_body(context: Context, view: RequestBody, media: MediaType, name: str) -> Body:
    lowered = _lowered(context, media, f"{class_name(name)}Request", "request")
    arguments = [f"media_type={media.name!r}"] if media.name != "application/json" else []
    type_, route = python_type(lowered), wire_type(lowered)
    if not view.required:
        type_, route = optional(type_), optional(route)
    return Body(
        python_name="body",
        kind="json",
        media_types=(media.name,),
        required=view.required,
        type=type_,
        route_code=f"Annotated[{route}, Body({', '.join(arguments)})]",
        default_code=None if view.required else "None",
        description=clean_text(view.description),
        media=(Media(media.name, "json", wire_type(lowered)),),
    )


def _media(context: Context, media: MediaType, name: str) -> tuple[Media, str]:
    """The media type as it is planned, and the type of what is read from it."""
    kind = request_kind(media.name)
    if kind in ("text", "binary"):
        return Media(media.name, kind), "str" if kind == "text" else "bytes"
    hint = f"{class_name(name)}{'Form' if kind == 'multipart' else 'Request'}"
    lowered = _form(context, media, hint) if kind == "multipart" else _lowered(context, media, hint, "request")
    shape = shape_of(lowered, context.definition) if kind != "json" else None
    encoding = _encodings(media, shape) if kind != "json" else ""
    return Media(media.name, kind, wire_type(lowered), shape, encoding), python_type(lowered)


def _media_code(media: Media) -> str:
    """A ``wire.Media`` expression."""
    arguments = [repr(media.name), repr(media.kind), *([media.wire_code] if media.wire_code else [])]
    arguments += [repr(media.shape)] if media.shape is not None else []
    return f"wire.Media({', '.join([*arguments, *([media.encoding_code] if media.encoding_code else [])])})"


def _encodings(media: MediaType, shape: Any) -> str:
    """A dict of how the fields of a form are written, as far as it is not the usual way."""
    members = shape if isinstance(shape, dict) else {}
    found = {name: _encoding(encoding, members.get(name)) for name, encoding in media.encoding.items()}
    found |= _swagger_encodings(media)
    written = ", ".join(f"{name!r}: wire.Encoding({code})" for name, code in found.items() if code)
    return f"{{{written}}}" if written else ""


def _encoding(encoding: Encoding, shape: Any) -> str:
    """A style where one is given: then ``contentType`` has no say (OpenAPI 3.1 section 4.8.15.1.2)."""
    if encoding.style is not None or "explode" in encoding.raw:
        return f"style={encoding.style or 'form'!r}, explode={encoding.explode}"
    name = encoding.content_type
    return f"content_type={name!r}" if name and (is_json(name) or shape in ("file", ["file"])) else ""


def _swagger_encodings(media: MediaType) -> dict[str, str]:
    """Swagger 2.0 writes arrays in forms by ``collectionFormat``, comma separated by default."""
    schema = media.schema
    if not media.node.resolver.version.is_swagger or schema is None:
        return {}
    arrays = ((name, member.get("collectionFormat")) for name, member in schema.properties.items() if member.items)
    styles = ((name, _SWAGGER_STYLES.get(format_, "form"), format_ == "multi") for name, format_ in arrays)
    return {name: f"style={style!r}, explode={explode}" for name, style, explode in styles}


def _form(context: Context, media: MediaType, hint: str) -> Lowered:
    """The form as a model of its own: in it, and only there, a binary string is a file."""
    schema = media.schema
    if schema is None or not isinstance(schema.raw, dict):
        return {"type": "object", "additionalProperties": True}
    hint = f"{class_name(schema.name)}Form" if schema.name else hint
    form = {"$ref": PREFIX + context.catalog.name_of(schema.node, hint, MULTIPART).name}
    return context.directions.directed(form, "request")


def _lowered(context: Context, media: MediaType, hint: str, direction: Direction) -> Lowered:
    schema = media.schema
    if schema is None:
        return {}
    lowered = nested(context.catalog, schema.reference or schema.node, hint, "value")
    return context.directions.directed(lowered, direction)


def plan_responses(context: Context, operation: Operation, name: str) -> tuple[Response, ...]:
    """The documented responses whose status FastAPI knows."""
    found = []
    for status, view in operation.responses.items():
        if status == "default" or _STATUS.match(status):
            found.append(_response(context, operation, view, status, name))
        else:
            message = f"{status!r} is no status code: the response is left out"
            context.warn("gen-response", message, view.place, operation)
    return tuple(found)


def _response(context: Context, operation: Operation, view: ResponseView, status: str, name: str) -> Response:
    description = clean_text(view.description) or ""
    code = int(status) if status.isdigit() else 200
    content = view.content
    if not content or code < 200 or code in _BODILESS or operation.method == "head":
        return Response(status, description, "none", None, "None", "None")
    ranked = sorted(content.values(), key=lambda one: (not is_json(one.name), not is_json_answer(one)))
    media = ranked[0]
    if is_json_answer(media):
        suffix = "Response" if code < 300 and status.isdigit() else f"{class_name(status)}Response"
        lowered = _lowered(context, media, f"{class_name(name)}{suffix}", "response")
        sent = media.name if "*" not in media.name else "application/json"
        return Response(status, description, "json", sent, python_type(lowered), wire_type(lowered))
    kind = _plain_kind(media)
    type_ = {"stream": _STREAM, "text": "str", "binary": "bytes"}[kind]
    parsed = parse_media_type(media.name)
    sent = media.name if parsed is not None and "*" not in media.name else "application/octet-stream"
    return Response(status, description, kind, sent, type_, "None")


def is_json_answer(media: MediaType) -> bool:
    """True for JSON, and for objects and lists of any media type (``*/*``): JSON is what they are written as."""
    is_any = media.name.strip() in ("*/*", "application/*") and media.item_schema is None and media.schema is not None
    shape = TextShape(media.schema)
    return is_json(media.name) or (is_any and not (shape.is_scalar or shape.is_open))


def _plain_kind(media: MediaType) -> str:
    name = parse_media_type(media.name)
    if media.item_schema is not None or is_json_sequence(name) or (name and name.subtype == "event-stream"):
        return "stream"
    return "text" if is_text(name) else "binary"


def success_of(responses: tuple[Response, ...]) -> tuple[Response, int]:
    """The response that a plain return value gives, and its status: the first 2xx, else what comes nearest."""
    best = min(responses, key=_success_rank, default=None)
    if best is None or best.status[0] in "45":
        return _UNKNOWN, 200
    if best.status.isdigit():
        return best, int(best.status)
    first = best.status[0]
    return best, int(first) * 100 if first.isdigit() and first != "1" else 200


def _success_rank(response: Response) -> tuple[int, str]:
    status = response.status
    if status.startswith("2"):
        return (0, status) if status.isdigit() else (1, status)
    if status == "default":
        return (2, status)
    return (3, status) if status.startswith("3") else (4, status)


def result_type(responses: tuple[Response, ...], success: Response) -> str:
    """What a service method may return."""
    types = [success.type, *(one.type for one in responses if one.status.startswith("2") and one is not success)]
    return union([*types, "Reply", "Response"])
