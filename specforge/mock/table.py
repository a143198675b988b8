"""The route table: the document lowered to what the pipeline needs, each operation when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from specforge.document.model import Document, Example, Header, MediaType, Operation, Response, Schema
from specforge.values.conditions import KEY
from specforge.values.mediatypes import is_json

DEFAULT_EXAMPLE = "default"


@dataclass(frozen=True, slots=True)
class ExamplePlan:
    """A named example with its value. ``when`` is the condition on requests that it is meant for, if any."""

    key: str
    value: Any
    when: Any = None


@dataclass(frozen=True, slots=True)
class ContentPlan:
    """One media type of a response. ``examples`` stand in the order in which they are preferred; ``external`` are the
    names of those whose value is somewhere else."""

    media_type: str
    examples: tuple[ExamplePlan, ...]
    schema: Schema | None
    view: MediaType | None = None
    external: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """A response as the document has it: ``code`` is ``200``, ``4XX`` or ``default``."""

    code: str
    headers: dict[str, Header]
    contents: tuple[ContentPlan, ...]


class Route:
    """An operation, lowered. What only some requests need is computed on demand and kept."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.method = operation.method
        self.label = operation.label
        # As it is sent: those of additionalOperations (OpenAPI 3.2) as they are written.
        self.sent_method = self.label.partition(" ")[0]

    @cached_property
    def deprecated(self) -> bool:
        return self.operation.deprecated

    @cached_property
    def responses(self) -> tuple[ResponsePlan, ...]:
        return tuple(_response(code, response) for code, response in self.operation.responses.items())


def routes_of(document: Document) -> list[Route]:
    """Every operation of the document's paths, in its order."""
    return [Route(operation) for operation in document.operations]


def base_paths(document: Document) -> tuple[str, ...]:
    """The path prefixes of all servers, those of path items and operations too; longest first, no empty one."""
    found = set(document.base_paths)
    for item in document.paths.values():
        found.update(server.path for server in item.servers)
    for operation in document.operations:
        if operation.get("servers"):
            found.update(server.path for server in operation.servers)
    return tuple(sorted((path for path in found if path), key=lambda path: (-len(path), path)))


def _response(code: str, response: Response) -> ResponsePlan:
    contents = [_content(name, media_type) for name, media_type in response.content.items()]
    if response.node.resolver.version.is_swagger:
        contents = _swagger_contents(response, contents)
    return ResponsePlan(code, response.headers, tuple(contents))


def _content(name: str, media_type: MediaType) -> ContentPlan:
    external = tuple(key for key, one in media_type.examples.items() if not one.has_value and one.serialized is None)
    return ContentPlan(name, tuple(_examples(media_type)), media_type.schema, media_type, external)


def _examples(media_type: MediaType) -> Iterator[ExamplePlan]:
    """Its ``example``, or else that of its schema, then the named ones. External ones are not fetched.

    Those for some requests only come last.
    """
    found = media_type.examples
    if "" not in found and media_type.schema is not None:
        yield from _schema_example(media_type.schema)
    named = [
        ExamplePlan(key or DEFAULT_EXAMPLE, _example_value(one, media_type.name), _when(one))
        for key, one in found.items()
        if one.has_value or one.serialized is not None
    ]
    yield from sorted(named, key=lambda plan: plan.when is not None)


def _example_value(example: Example, media_type: str) -> Any:
    """Bytes where the author wrote what is sent (``serializedValue``, OpenAPI 3.2). As JSON the value says the same,
    and can be judged."""
    if example.serialized is None or (example.has_value and is_json(media_type)):
        return example.value
    return example.serialized.encode("utf-8", "replace")


def _when(example: Example) -> Any:
    return None if example.is_bare or not isinstance(example.raw, dict) else example.raw.get(KEY)


def _schema_example(schema: Schema) -> Iterator[ExamplePlan]:
    value = schema.value
    if not isinstance(value, dict):
        return
    own = next((keyword for keyword in ("example", "x-example") if keyword in value), None)
    if own is not None:
        yield ExamplePlan(DEFAULT_EXAMPLE, value[own])
    elif isinstance(value.get("examples"), list) and value["examples"]:
        yield ExamplePlan(DEFAULT_EXAMPLE, value["examples"][0])


def _swagger_contents(response: Response, contents: list[ContentPlan]) -> list[ContentPlan]:
    """In Swagger 2.0 examples stand beside the schema, by media type, also by ones that the operation does not produce.

    Those go to the first media type, as in Prism. A response with examples and no schema has the media types of these.
    """
    node = response.node.get("examples")
    examples = node.value if node is not None and isinstance(node.value, dict) else {}
    if not contents:
        names = [name for name in response.produces if name in examples] or list(examples)[:1]
        contents = [ContentPlan(name, (ExamplePlan(DEFAULT_EXAMPLE, examples[name]),), None) for name in names]
    known = {content.media_type for content in contents}
    foreign = tuple(ExamplePlan(str(key), value) for key, value in examples.items() if key not in known)
    if not foreign or not contents:
        return contents
    first = contents[0]
    return [replace(first, examples=(*first.examples, *foreign)), *contents[1:]]
