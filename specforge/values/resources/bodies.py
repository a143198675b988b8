"""Bodies: what operations answer and take, and where in them a thing is."""

from __future__ import annotations

from specforge.document.model import MediaType, Operation, Response, Schema
from specforge.values.mediatypes import is_form, is_json, is_multipart, is_xml, parse_media_type
from specforge.values.resources.model import Resource
from specforge.values.resources.shapes import Path, Shapes, wrapper_of


def item_path(shapes: Shapes, schema: Schema, resource: Resource) -> Path | None:
    """Where a body of this schema has the item: ``()`` where it is one itself, None where it has none."""
    if resource.element is not None and schema.node == resource.element.node:
        return ()
    properties = shapes.properties(schema)
    if resource.element is not None:
        wrapped = [name for name, child in properties.items() if child.node == resource.element.node]
        if len(wrapped) == 1 and resource.id_name not in properties:
            return (wrapped[0],)
    if resource.id_name is not None and resource.id_name in properties:
        return ()
    name = wrapper_of(shapes, schema, resource.word, resource.element)
    if name is not None and (resource.id_name is None or resource.id_name in shapes.properties(properties[name])):
        return (name,)
    known = shapes.properties(resource.element) if resource.element is not None else {}
    return () if properties.keys() & known.keys() or (resource.is_single and name is None) else None


def success_response(operation: Operation) -> Response | None:
    """The response that says that all went well: the lowest 2xx with a body, else ``default``."""
    responses = operation.responses
    good = [responses[code] for code in sorted(responses) if code.startswith("2")]
    return next((each for each in good if each.content), None) or (good[0] if good else responses.get("default"))


def success_schema(operation: Operation) -> Schema | None:
    """The schema of what is answered when all goes well, JSON before anything else."""
    response = success_response(operation)
    contents = list(response.content.values()) if response is not None else []
    structured = [media for media in contents if media.schema is not None and not is_binary(media.name)]
    best = next((media for media in structured if is_json(parse_media_type(media.name))), None)
    return best.schema if best is not None else (structured[0].schema if structured else None)


def is_binary(media_type: str) -> bool:
    """True for what is neither JSON, XML, a form nor text: bytes that are kept as they come."""
    name = parse_media_type(media_type)
    if name is None or name.type == "*":
        return False
    return not (is_json(name) or is_xml(name) or is_form(name) or is_multipart(name) or name.type == "text")


def answers_bytes(operation: Operation) -> bool:
    response = success_response(operation)
    return response is not None and bool(response.content) and all(map(_is_bytes, response.content.values()))


def _is_bytes(media_type: MediaType) -> bool:
    schema = media_type.schema
    is_named = schema is not None and schema.format in ("binary", "base64", "byte")
    return is_binary(media_type.name) or is_named or (schema is not None and schema.types == ("file",))


def takes_files(operation: Operation) -> bool:
    body = operation.request_body
    return body is not None and any(is_binary(name) or is_multipart(parse_media_type(name)) for name in body.content)
