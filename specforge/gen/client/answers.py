"""What an operation answers, as a client reads it: bodies of successes, and exceptions for everything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from specforge.document.model import MediaType, Operation
from specforge.document.operation import Response
from specforge.gen.annotate import python_type, union, wire_type
from specforge.gen.client.context import ClientContext
from specforge.gen.content import is_json_answer
from specforge.gen.lower import nested
from specforge.gen.naming import class_name
from specforge.values.mediatypes import is_json_sequence, is_text, parse_media_type

_STATUS = re.compile(r"[1-5](\d\d|XX)\Z")
_BODILESS = frozenset({"204", "205", "304"})
_STREAMS = frozenset({"lines", "events"})


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of a response: ``type`` is what a caller gets, or gets item by item."""

    name: str
    kind: str
    type: str
    wire: str

    @property
    def code(self) -> str:
        """The ``wire.Media`` expression."""
        arguments = [repr(self.name), repr(self.kind)]
        # Models are looked up when they are needed: those of a large contract take their time to import.
        arguments += [f"lambda: {self.wire}"] if self.kind not in ("text", "binary") and self.wire != "Any" else []
        return f"wire.Media({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Answers:
    """Contents by status: of successes that come whole, of successes that come as a stream, and of errors."""

    whole: Mapping[str, tuple[Content, ...]]
    streamed: Mapping[str, tuple[Content, ...]]
    errors: Mapping[str, tuple[Content, ...]]


def plan_answers(client: ClientContext, operation: Operation, name: str) -> Answers:
    """The documented responses, sorted out."""
    views = {status: view for status, view in operation.responses.items() if _is_status(status)}
    good = _successes(views)
    contents = {status: _contents(client, operation, view, status, name) for status, view in views.items()}
    whole: dict[str, tuple[Content, ...]] = {}
    streamed: dict[str, tuple[Content, ...]] = {}
    for status in good:
        streams = tuple(one for one in contents[status] if one.kind in _STREAMS)
        rest = _preferred([one for one in contents[status] if one.kind not in _STREAMS])
        if streams:
            streamed[status] = streams
        if rest or not streams:
            whole[status] = rest
    if streamed and not any(whole.values()):
        whole = {}
    errors = {status: _whole(found) for status, found in contents.items() if status not in good or status == "default"}
    return Answers(whole, streamed, errors)


def _is_status(status: str) -> bool:
    return status == "default" or (_STATUS.match(status) is not None and status[0] != "1")


def _successes(views: Mapping[str, Response]) -> list[str]:
    """2xx; where there are none, ``default``, as far as it is a success; else redirections."""
    good = [status for status in views if status[0] == "2"]
    return good or [status for status in views if status == "default"] or [s for s in views if s[0] == "3"]


def _preferred(contents: list[Content]) -> tuple[Content, ...]:
    """JSON alone where there is JSON: other types say the same, and a union of all would help nobody."""
    json = tuple(one for one in contents if one.kind == "json")
    return json or tuple(contents)


def _whole(contents: tuple[Content, ...]) -> tuple[Content, ...]:
    """An error is read at once, also where it is described as a stream."""
    return _preferred([Content(o.name, "text", "str", "") if o.kind in _STREAMS else o for o in contents])


def _contents(
    client: ClientContext, operation: Operation, view: Response, status: str, name: str
) -> tuple[Content, ...]:
    if status in _BODILESS or operation.method == "head":
        return ()
    suffix = "Response" if status.isdigit() and status < "300" else f"{class_name(status)}Response"
    hint = f"{class_name(name)}{suffix}"
    return tuple(_content(client, media, hint) for media in view.content.values())


def _content(client: ClientContext, media: MediaType, hint: str) -> Content:
    parsed = parse_media_type(media.name)
    if is_json_answer(media) and media.item_schema is None:
        return _json(client, media, hint)
    if parsed is not None and parsed.subtype == "event-stream":
        type_, wire = _item(client, media, hint) if media.item_schema is not None else ("wire.Event", "Any")
        return Content(media.name, "events", type_, wire)
    if is_json_sequence(parsed) or media.item_schema is not None:
        return Content(media.name, "lines", *_item(client, media, hint))
    kind = "text" if is_text(parsed) else "binary"
    return Content(media.name, kind, "str" if kind == "text" else "bytes", "")


def _json(client: ClientContext, media: MediaType, hint: str) -> Content:
    if media.schema is None:
        return Content(media.name, "json", "Any", "Any")
    node = media.schema.reference or media.schema.node
    lowered = nested(client.context.catalog, node, hint, "value")
    lowered = client.context.directions.directed(lowered, "response")
    return Content(media.name, "json", python_type(lowered), wire_type(lowered))


def _item(client: ClientContext, media: MediaType, hint: str) -> tuple[str, str]:
    """The types of one item of a stream. Before OpenAPI 3.2 authors describe the whole as an array."""
    schema = media.item_schema
    if schema is None and media.schema is not None:
        schema = media.schema.items if "array" in media.schema.types else None
    if schema is None:
        return "Any", "Any"
    lowered = nested(client.context.catalog, schema.reference or schema.node, f"{hint}Item", "value")
    lowered = client.context.directions.directed(lowered, "response")
    return python_type(lowered), wire_type(lowered)


def result_type(contents: Mapping[str, tuple[Content, ...]]) -> str:
    """What a method returns: the types of all successes."""
    types = [one.type for found in contents.values() for one in found]
    types += ["None"] if any(not found for found in contents.values()) or not contents else []
    return union(types)
