"""What a mock cannot keep: answers and payloads that a document describes, and for which there is no valid value.

Found when a document is loaded, so that nobody has to meet them as an answer of 500. Each schema is looked at once,
however many operations share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from specforge.document.model import Document, MediaType, Operation, Schema
from specforge.findings.model import Finding, Severity
from specforge.values.check import CompiledSchema, Direction, SchemaChecker
from specforge.values.sample import Unsatisfiable, sample
from specforge.values.sampling.demand import Contradiction
from specforge.values.sampling.generate import Generator
from specforge.values.sampling.plan import Plan
from specforge.values.sampling.vocabulary import Source

RULE = "mock/no-valid-value"

# In a larger document only contradictions are found: checking every value would take validators for all of it.
_FULLY_CHECKED = 100


@dataclass(frozen=True, slots=True)
class _Subject:
    """A schema that values will be made for, and what they are for."""

    operation: Operation
    what: str
    schema: Schema
    direction: Direction


def no_pause() -> None:
    """Goes on at once."""


def broken_promises(document: Document, pause: Callable[[], None] = no_pause) -> Iterator[Finding]:
    """A finding for each schema that no value was found for, at its place. ``pause`` is called after each schema."""
    checker = SchemaChecker(document)
    is_small = len(document.operations) <= _FULLY_CHECKED
    for subjects in _by_schema(document).values():
        problem = _problem(subjects[0], checker, is_small)
        if problem is not None:
            yield _finding(subjects, problem)
        pause()


def _problem(subject: _Subject, checker: SchemaChecker, is_small: bool) -> Unsatisfiable | None:
    if not is_small and _seems_possible(checker.compile(subject.schema, subject.direction)):
        return None
    try:
        sample(subject.schema, checker, direction=subject.direction)
    except Unsatisfiable as error:
        return error
    return None


def _seems_possible(schema: CompiledSchema) -> bool:
    """True when something can be made of what is required. Whether it is valid is not asked."""
    try:
        Generator(schema.program, schema.memory, Plan(fill_optional=False, use_examples=False), Source(0)).generate()
    except Contradiction:
        return False
    return True


def _finding(subjects: list[_Subject], problem: Unsatisfiable) -> Finding:
    first = subjects[0]
    others = len({subject.operation.label for subject in subjects}) - 1
    shared = f" (and {others} more operations)" if others > 1 else " (and one more operation)" if others else ""
    return Finding(
        RULE,
        Severity.WARNING,
        f"the {first.what} of {first.operation.label}{shared} cannot be mocked: {problem.message}",
        problem.place,
        operation=first.operation.label,
        help="change the schema so that a value can fulfil it, or let another response be chosen",
    )


def _by_schema(document: Document) -> dict[tuple[object, Direction], list[_Subject]]:
    found: dict[tuple[object, Direction], list[_Subject]] = {}
    for subject in _subjects(document):
        found.setdefault((subject.schema.node, subject.direction), []).append(subject)
    return found


def _subjects(document: Document) -> Iterator[_Subject]:
    for operation in document.operations:
        yield from _answers(operation)
        for name, items in operation.callbacks.items():
            for item in items.values():
                for sent in item.operations:
                    yield from _payload(operation, f"payload of the callback {name}", sent)
    for name, item in document.webhooks.items():
        for sent in item.operations:
            yield from _payload(sent, f"payload of the webhook {name}", sent)


def _answers(operation: Operation) -> Iterator[_Subject]:
    for code, response in operation.responses.items():
        for media_type in response.content.values():
            for schema in _schemas(media_type):
                yield _Subject(operation, f"response {code} {media_type.name}", schema, "response")
        for name, header in response.headers.items():
            if header.schema is not None:
                yield _Subject(operation, f"header {name} of response {code}", header.schema, "response")


def _payload(owner: Operation, what: str, sent: Operation) -> Iterator[_Subject]:
    for media_type in sent.request_body.content.values() if sent.request_body is not None else ():
        for schema in _schemas(media_type):
            yield _Subject(owner, what, schema, "request")


def _schemas(media_type: MediaType) -> Iterator[Schema]:
    yield from (schema for schema in (media_type.schema, media_type.item_schema) if schema is not None)
