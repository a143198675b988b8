"""Check: a file comes back as it was sent, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.mocked import lacks
from specforge.contract.probing.pool import asked_for, body_of
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, about, created_by, make, operation_for
from specforge.contract.problem import Problem
from specforge.document.model import MediaType, Operation, Schema
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.mediatypes import is_multipart, parse_media_type
from specforge.values.requests import Draft
from specforge.values.resources.bodies import answers_bytes, is_binary, success_schema
from specforge.values.resources.model import Action, Resource, Role
from specforge.values.resources.names import bare

# What gets lost: all bytes there are, ends of lines and spaces at both ends, nothing at all, and more than one buffer.
_FILES = (
    b"\r\n \x00" + bytes(range(256)) + b"\xff\xfe\r\n--\r\n \n",
    b"",
    b"specforge\n" * 13_200,
)
_PARTS = ("content", "contents", "file", "data", "download", "raw", "bytes", "body")
_SIZES = ("size", "bytes", "length", "filesize", "contentlength", "sizebytes", "sizeinbytes", "bytesize")


@sends("upload-not-kept", stage=Stage.WRITE, order=80, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A file that was uploaded comes back with other bytes."""
    action = tester.pool.action(operation)
    if action is not None and action.role is Role.REPLACE:
        yield from _replaced(action, tester)
        return
    resource = created_by(operation, tester)
    anchor = tester.anchor(operation) if resource is not None else None
    if resource is None or anchor is None or anchor.draft.media is None:
        return
    things: list[Thing] = []
    for data in _FILES:
        draft = _with_file(tester.varied(anchor.draft, operation), data, tester)
        thing = make(tester, resource, draft) if draft is not None else None
        if thing is not None:
            yield from _same(things, thing, operation)
            things.append(thing)
            yield from _size(thing, data, operation)
            yield from _content(thing, data, tester)


def _replaced(action: Action, tester: Tester) -> Iterator[Hit]:
    """A PUT of bytes, and what reads them at the same path."""
    reader, body = operation_for(tester, action.resource, Role.READ), action.operation.request_body
    takes_bytes = body is not None and any(map(is_binary, body.content))
    if reader is None or not takes_bytes or not answers_bytes(reader):
        return
    anchor = tester.fresh(action.operation) or tester.anchor(action.operation)
    draft = _with_file(anchor.draft, _FILES[0], tester) if anchor is not None else None
    exchange = tester.ask(draft) if draft is not None else None
    if draft is None or exchange is None or not exchange.is_accepted or lacks(exchange, {"memory"}):
        return
    thing = Thing(action.resource, asked_for(action, exchange), draft, exchange)
    asked = about(tester, reader, action.resource, thing.key)
    yield from _compared(thing, _FILES[0], reader, tester.ask(asked)) if asked is not None else ()


def _same(things: list[Thing], thing: Thing, operation: Operation) -> Iterator[Hit]:
    """Files that differ have ids that differ, or one takes the place of the other."""
    twin = next((each for each in things if each.key == thing.key), None)
    if twin is not None and thing.made.answer is not None and thing.made.answer.status == 201:
        message = f"two files that differ were created with the same id, {'/'.join(thing.key)}"
        problem = Problem("upload-not-kept", message, operation.node.key_place, Severity.WARNING)
        yield Hit(problem, thing.made, (twin.made,))


def _with_file(draft: Draft, data: bytes, tester: Tester) -> Draft | None:
    """The request with these bytes for its file; None where it has none, or where they are too few or too many."""
    media = draft.media
    if media is None:
        return None
    if is_binary(media.name):
        return replace(draft, body=data)
    if not is_multipart(parse_media_type(media.name)) or media.schema is None or not isinstance(draft.body, dict):
        return None
    properties = tester.pool.shapes.properties(media.schema)
    name = next((name for name, schema in properties.items() if name in draft.body and _is_file(schema)), None)
    if name is None or not _fits(properties[name], data):
        return None
    return replace(draft, body={**draft.body, name: data})


def _is_file(schema: Schema) -> bool:
    is_any_type = bool(schema.get("contentMediaType")) and not schema.get("contentEncoding")
    return schema.format == "binary" or schema.types == ("file",) or is_any_type


def _fits(schema: Schema, data: bytes) -> bool:
    lowest, highest = schema.get("minLength"), schema.get("maxLength")
    is_long = not isinstance(lowest, int) or len(data) >= lowest
    return is_long and (not isinstance(highest, int) or len(data) <= highest)


def _size(thing: Thing, data: bytes, operation: Operation) -> Iterator[Hit]:
    """A number that is called the size is the size."""
    body = body_of(thing.made)
    schema = success_schema(operation)
    for name, value in body.items() if isinstance(body, dict) and schema is not None else ():
        is_size = bare(name) in _SIZES and isinstance(value, int) and not isinstance(value, bool)
        if is_size and value != len(data):
            message = f"{name} is {value}, but {len(data)} bytes were sent"
            view = schema.properties.get(name) if schema is not None else None
            place = view.node.key_place if view is not None else operation.node.key_place
            yield Hit(Problem("upload-not-kept", message, place, Severity.WARNING), thing.made)


def _content(thing: Thing, data: bytes, tester: Tester) -> Iterator[Hit]:
    reader = _reader(thing.resource, tester)
    draft = about(tester, reader, thing.resource, thing.key)
    if reader is not None and draft is not None:
        yield from _compared(thing, data, reader, tester.ask(draft))


def _compared(thing: Thing, data: bytes, reader: Operation, exchange: Exchange) -> Iterator[Hit]:
    if exchange.answer is None or exchange.answer.truncated:
        return
    got = exchange.answer.body
    if exchange.answer.status in (200, 204) and got != data and _is_comparable(thing.draft.media, exchange):
        yield _hit(f"{_told(data, got)}", reader, exchange, thing)


def _reader(resource: Resource, tester: Tester) -> Operation | None:
    """Who gives back the bytes: the resource itself, or what is called its content."""
    for operation in tester.operations.values():
        action = tester.pool.action(operation)
        if action is None or action.role not in (Role.CONTENT, Role.READ):
            continue
        is_own = action.resource is resource or (
            action.resource.is_single and action.resource.parent is resource and bare(action.resource.word) in _PARTS
        )
        if is_own and operation.method.lower() == "get" and answers_bytes(operation):
            return operation
    return None


def _is_comparable(media: MediaType | None, exchange: Exchange) -> bool:
    """Pictures and the like may be made anew."""
    name = parse_media_type(exchange.answer.content_type if exchange.answer is not None else None)
    own = parse_media_type(media.name) if media is not None else None
    if name is None or name.type in ("image", "video", "audio"):
        return name is not None and own is not None and name.essence == own.essence
    return True


def _told(data: bytes, got: bytes) -> str:
    if len(data) != len(got):
        return f"{len(data)} bytes were uploaded, and {len(got)} come back"
    index = next(index for index, (one, other) in enumerate(zip(data, got, strict=True)) if one != other)
    return f"byte {index} of an uploaded file was 0x{data[index]:02x}, and comes back as 0x{got[index]:02x}"


def _hit(message: str, operation: Operation, exchange: Exchange, thing: Thing) -> Hit:
    problem = Problem("upload-not-kept", message, operation.node.key_place, Severity.WARNING)
    return Hit(problem, exchange, (thing.made,), operation)
