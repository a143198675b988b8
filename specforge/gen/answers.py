"""Answers: in which media types they are offered, what a service returns for them, and which headers they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from specforge.document.model import MediaType, Operation, Schema
from specforge.document.operation import Response as ResponseView
from specforge.gen.annotate import python_type, union, wire_type
from specforge.gen.catalog import Lowered
from specforge.gen.content import is_json_answer, is_structured
from specforge.gen.context import Context
from specforge.gen.lower import nested
from specforge.gen.naming import Names, class_name
from specforge.gen.plan import Argument, Offer, Response
from specforge.values.mediatypes import is_json_sequence, is_text, parse_media_type

_RAW = {"text": "str", "binary": "bytes", "stream": "AsyncIterator[str | bytes]"}
_WORDS = {"text": "text", "binary": "bytes", "stream": "chunks"}
_ITEMS = frozenset({"events", "lines", "sequence"})


def with_offers(context: Context, operation: Operation, response: Response, name: str) -> Response:
    """The response with all of its media types and with the type of its headers."""
    view = operation.responses[response.status]
    hint = f"{class_name(name)}{'' if response.status.startswith('2') else class_name(response.status)}"
    offers = tuple(_offer(context, operation, one, f"{hint}Response", response) for one in view.content.values())
    headers = _headers(context, view, f"{hint}Headers")
    return replace(response, offers=offers if response.kind != "none" else (), headers_code=headers)


def _offer(context: Context, operation: Operation, media: MediaType, hint: str, response: Response) -> Offer:
    if media.name == response.media_type and response.kind == "json":
        return Offer(media.name, "json", response.type, response.wire_code)
    kind, schema = _kind(media)
    anything = "application/json" if kind == "json" else "application/octet-stream"
    sent = media.name if "*" not in media.name else anything
    described = media.schema
    is_success = response.status.startswith("2")
    if is_success and kind in _RAW and described is not None and is_structured(described, media.name):
        message = f"an answer of {media.name} is not written by its schema: the service gives its {_WORDS[kind]}"
        context.warn("gen-response", message, media.place, operation)
    if schema is None:
        return Offer(sent, kind, _RAW.get(kind, "Any"), None if kind in _RAW else "Any")
    lowered = nested(context.catalog, schema.reference or schema.node, hint, "value")
    lowered = context.directions.directed(lowered, "response")
    type_ = python_type(lowered)
    return Offer(sent, kind, f"AsyncIterator[{type_}]" if kind in _ITEMS else type_, wire_type(lowered))


def _kind(media: MediaType) -> tuple[str, Schema | None]:
    """How the media type is written, and the schema of what is: of the items, where it is a stream of them."""
    name = parse_media_type(media.name)
    if is_json_answer(media):
        return "json", media.schema
    is_events = name is not None and name.subtype == "event-stream"
    if is_events or is_json_sequence(name):
        kind = "events" if is_events else "sequence" if name and name.subtype.endswith("json-seq") else "lines"
        items = media.item_schema or (None if is_events else _item_of(media.schema))
        return (kind, items) if items is not None else ("stream", None)
    return "text" if is_text(name) else "binary", None


def _item_of(schema: Schema | None) -> Schema | None:
    """What authors who have no ``itemSchema`` describe: the list of all items, or one item."""
    if schema is None or not isinstance(schema.raw, dict) or schema.types == ("string",):
        return None
    return schema.items if "array" in schema.types else schema


def _headers(context: Context, view: ResponseView, hint: str) -> str:
    """A model of the response's headers; empty when there are none."""
    found = {name: header for name, header in view.headers.items() if name.lower() != "content-type"}
    if not found:
        return ""
    properties: dict[str, Lowered] = {}
    for name, header in found.items():
        media = next(iter(header.content.values()), None)
        schema = media.schema if media is not None else header.schema
        lowered: Lowered = {"type": "string"}
        if schema is not None:
            lowered = nested(context.catalog, schema.reference or schema.node, f"{hint}{class_name(name)}")
        properties[name] = lowered
    required = [name for name, header in found.items() if header.required]
    schema_ = {"type": "object", "properties": properties, "required": required}
    node = next(iter(found.values())).node
    return f"models.{context.catalog.add(hint, node, schema_).name}"


def answer_type(responses: tuple[Response, ...], success: Response) -> str:
    """What a service method may return: a body of the success response in any of its media types, or a reply."""
    offered = [offer.type for offer in success.offers] or [success.type]
    others = [one.type for one in responses if one.status.startswith("2") and one is not success]
    return union([*offered, *others, "Reply", "Response"])


def negotiated(success: Response) -> tuple[str, ...]:
    """The media types among which the ``Accept`` header decides. What is only bytes is the service's own choice."""
    offers = success.offers
    if len(offers) < 2 or all(offer.type == "bytes" for offer in offers):
        return ()
    return tuple(dict.fromkeys(offer.media_type for offer in offers))


def choice_of(success: Response, taken: Iterable[str]) -> Argument | None:
    """The argument that holds what the ``Accept`` header decided. Its name is none of ``taken``."""
    names = negotiated(success)
    literals = ", ".join(map(repr, names))
    return Argument(Names(taken).take("media_type"), f"Literal[{literals}]") if names else None


def is_told(success: Response) -> bool:
    """True when it makes a difference to the service which media type is wanted."""
    return len({offer.type for offer in success.offers}) > 1 or any(offer.kind in _RAW for offer in success.offers)
