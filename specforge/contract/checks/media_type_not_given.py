"""Check: an answer comes in the media type that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.compare import media_type
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import plain_draft
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import MediaType, Operation, Parameter
from specforge.findings.model import Severity
from specforge.values.mediatypes import parse_media_type
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.bodies import success_response
from specforge.values.resources.names import bare

_NAMES = frozenset({"format", "outputformat", "output", "fmt", "f", "responseformat", "mediatype", "contenttype"})
# Words for media types that are no part of their names, and the types that say the same thing in another way.
_WORDS = {"txt": "plain", "text": "plain", "yml": "yaml", "md": "markdown", "htm": "html"}
_KINDS = ("json", "xml", "csv", "yaml", "html", "plain")


@sends("media-type-not-given", stage=Stage.READ, order=21, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An answer comes in another media type than was asked for."""
    response = success_response(operation) if operation.method.lower() == "get" else None
    offered = [media for media in response.content.values() if "*" not in media.name] if response is not None else []
    draft = plain_draft(operation, tester) if len(offered) > 1 else None
    if draft is None:
        return
    parameter = next((each for each in operation.parameters if _is_format(each)), None)
    if parameter is not None:
        yield from confirmed(_by_parameter, parameter, offered, draft, tester)
    elif all(_word(media) in _KINDS for media in offered):
        yield from confirmed(_by_accept, offered, draft, tester)


def _is_format(parameter: Parameter) -> bool:
    schema = schema_of(parameter)
    return bare(parameter.name) in _NAMES and parameter.location == "query" and schema is not None and bool(schema.enum)


def _word(media: MediaType) -> str:
    """``json`` of ``application/hal+json``, ``csv`` of ``text/csv``."""
    parsed = parse_media_type(media.name)
    subtype = parsed.essence.partition("/")[2] if parsed is not None else ""
    return subtype.rpartition("+")[2].removeprefix("x-")


def _by_parameter(parameter: Parameter, offered: list[MediaType], draft: Draft, tester: Tester) -> Iterator[Hit]:
    schema = schema_of(parameter)
    for value in schema.enum or () if schema is not None else ():
        wanted = [media for media in offered if _is_meant(value, media)]
        exchange = tester.ask(draft.with_parameter(parameter, value)) if len(wanted) == 1 else None
        is_other = exchange is not None and exchange.is_accepted and media_type(exchange) != _essence(wanted[0])
        # A type that is not documented at all is told at once, at the response.
        if exchange is not None and is_other and media_type(exchange) in [_essence(media) for media in offered]:
            message = f"{parameter.name}={value} is answered with {media_type(exchange) or 'no Content-Type'}"
            problem = Problem("media-type-not-given", message, parameter.place, Severity.WARNING)
            yield Hit(problem, exchange)
            return


def _is_meant(value: Any, media: MediaType) -> bool:
    text = str(value).lower()
    return _WORDS.get(text, text) == _word(media) or text == _essence(media)


def _by_accept(offered: list[MediaType], draft: Draft, tester: Tester) -> Iterator[Hit]:
    """Nothing else chooses: that several types are offered is only true if ``Accept`` does."""
    for media in offered:
        exchange = tester.ask(draft, headers={"Accept": _essence(media)})
        if exchange.is_accepted and media_type(exchange) != _essence(media):
            given = media_type(exchange) or "no Content-Type"
            message = f"Accept: {_essence(media)} is answered with {given}, though the document offers it"
            yield Hit(Problem("media-type-not-given", message, media.node.key_place, Severity.WARNING), exchange)
            return


def _essence(media: MediaType) -> str:
    parsed = parse_media_type(media.name)
    return parsed.essence if parsed is not None else media.name
