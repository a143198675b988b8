"""Request bodies of a client: the arguments by which a method takes one, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specforge.document.model import MediaType, Operation
from specforge.gen.annotate import optional, python_type, union
from specforge.gen.client.context import ClientContext
from specforge.gen.client.forms import form_type
from specforge.gen.keywords import clean_text
from specforge.gen.lower import nested
from specforge.gen.naming import class_name
from specforge.gen.plan_client import CallArgument
from specforge.values.mediatypes import is_form, is_json, is_json_sequence, is_multipart, is_text, parse_media_type

# What text can be besides a string.
_SCALARS = frozenset({"int", "float", "bool"})
_SWAGGER_STYLES = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}


@dataclass(frozen=True, slots=True)
class Payload:
    """The arguments for a body, and the ``wire.Media`` expressions of what it can be.

    ``takes_null``: None is a null to be sent, and not the absence of a body.
    """

    arguments: tuple[CallArgument, ...]
    media_code: tuple[str, ...]
    takes_null: bool = False


def request_kind(media: MediaType) -> str:
    """How a body of a media type is written: json, lines, form, multipart, text or binary."""
    name = media.name
    if is_json(name):
        return "json"
    if is_json_sequence(name):
        return "lines"
    if is_form(name):
        return "form"
    if is_multipart(name):
        return "multipart"
    return "text" if is_text(name) else "binary"


def plan_payload(client: ClientContext, operation: Operation, name: str) -> Payload:
    """What a method takes for the request body; nothing for an operation without one."""
    view = operation.request_body
    media = [one for one in view.content.values() if _is_sendable(one.name)] if view is not None else []
    # What a method sends when it is not told: JSON before anything else.
    media.sort(key=lambda one: not is_json(one.name))
    if view is None or not media:
        return Payload((), ())
    found = [_media(client, one, class_name(name)) for one in media]
    types = union([sync for sync, _, _ in found])
    async_types = union([later for _, later, _ in found])
    if not view.required:
        types, async_types = optional(types), optional(async_types)
    default = None if view.required else "None"
    body = CallArgument("body", types, async_types, default, description=clean_text(view.description))
    takes_null = view.required and is_json(media[0].name) and types.endswith(("None", "Any"))
    return Payload((body, *_content_type(media)), tuple(code for _, _, code in found), takes_null)


def _is_sendable(name: str) -> bool:
    return parse_media_type(name) is not None


def _content_type(media: list[MediaType]) -> Iterator[CallArgument]:
    """The argument that says which of several media types the body has; a range has to be told in any case."""
    names = list(dict.fromkeys(one.name for one in media))
    ranges = [name for name in names if "*" in name]
    if len(names) == 1 and not ranges:
        return
    exact = [name for name in names if name not in ranges]
    type_ = "str" if ranges else f"Literal[{', '.join(map(repr, exact))}]"
    first = exact[0] if exact else "application/octet-stream" if "*/*" in ranges else None
    yield CallArgument("content_type", type_, type_, repr(first) if first else None)


def _media(client: ClientContext, media: MediaType, stem: str) -> tuple[str, str, str]:
    """The types of what is passed (to the one client and the other), and the ``wire.Media`` expression."""
    kind = request_kind(media)
    code = f"wire.Media({media.name!r}, {kind!r}"
    if kind in ("form", "multipart"):
        type_ = form_type(client, media, stem)
        fields = dict(_encodings(media))
        inner = ", ".join(f"{name!r}: {value}" for name, value in fields.items())
        return type_, type_, f"{code}, fields={{{inner}}})" if fields else f"{code})"
    if kind == "binary":
        return "wire.Content", "wire.AsyncContent", f"{code})"
    type_ = _value_type(client, media, stem)
    if kind == "text" and type_ not in _SCALARS:
        type_ = "str"
    type_ = f"Iterable[{type_}]" if kind == "lines" else type_
    return type_, type_, f"{code})"


def _value_type(client: ClientContext, media: MediaType, stem: str) -> str:
    is_sequence = is_json_sequence(media.name)
    schema = media.item_schema if is_sequence else media.schema
    if schema is None:
        return "Any"
    hint = f"{stem}RequestItem" if is_sequence else f"{stem}Request"
    lowered = nested(client.context.catalog, schema.reference or schema.node, hint, "value")
    return python_type(client.context.directions.directed(lowered, "request"))


def _encodings(media: MediaType) -> Iterator[tuple[str, str]]:
    """A ``wire.Field`` for each field that is not written in the usual way."""
    if media.node.resolver.version.is_swagger and not is_multipart(media.name):
        yield from _swagger_encodings(media)
    for name, encoding in media.encoding.items():
        arguments = []
        content_type = (encoding.content_type or "").partition(",")[0].strip()
        if parse_media_type(content_type) is not None and "*" not in content_type:
            arguments.append(f"content_type={content_type!r}")
        # A multipart body has parts of a media type each: for them a style means nothing that servers agree upon.
        is_styled = isinstance(encoding.raw, dict) and encoding.raw.keys() & {"style", "explode"}
        if is_styled and not is_multipart(media.name):
            arguments += [f"style={encoding.style or 'form'!r}", f"explode={encoding.explode}"]
        if arguments:
            yield name, f"wire.Field({', '.join(arguments)})"


def _swagger_encodings(media: MediaType) -> Iterator[tuple[str, str]]:
    """Swagger 2.0 writes arrays in forms by ``collectionFormat``, comma separated by default."""
    schema = media.schema
    for name, field in schema.properties.items() if schema is not None else ():
        declared = field.get("collectionFormat")
        if "array" in field.types and declared != "multi":
            style = _SWAGGER_STYLES.get(declared, "form") if isinstance(declared, str) else "form"
            yield name, f"wire.Field(style={style!r}, explode=False)"
