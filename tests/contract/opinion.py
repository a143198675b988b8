"""openapi-core as an independent second opinion on exchanges, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

import orjson
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.styles.exceptions import EmptyQueryParameterValue
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.responses.exceptions import ResponseFinderError
from openapi_core.validation.request.exceptions import ParameterValidationError, RequestBodyValidationError
from openapi_core.validation.response.exceptions import DataValidationError, HeaderValidationError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from specforge.contract.engine.handover import hand_over
from specforge.document.model import Document
from specforge.findings.exchange import Answer, SentRequest
from specforge.values.mediatypes import is_json, is_text, is_xml

# What openapi-core raises besides its own family where it cannot cope with a document (a list of types in a parameter,
# a boolean in ``items``): no opinion then.
_UNABLE = (OpenAPIError, TypeError, ValueError, LookupError, AttributeError, NotImplementedError, RecursionError)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One error. ``part`` is ``status``, ``content``, ``header``, ``parameter`` or ``body``; ``name`` of a header or
    parameter."""

    part: str
    message: str
    name: str = ""


class SecondOpinion:
    """openapi-core for one document. Swagger 2.0 is beyond it: it then has no opinions."""

    def __init__(self, document: Document) -> None:
        self._api: OpenAPI | None = None
        if not document.version.is_swagger:
            copy = {**hand_over(document), "servers": [{"url": "/"}]}
            config = Config(spec_validator_cls=None, extra_media_type_deserializers=_deserializers(document))
            self._api = OpenAPI.from_dict(copy, config=config)

    def on_answer(self, request: SentRequest, path: str, answer: Answer) -> list[Opinion]:
        """``path`` is the request's path below the base path."""
        if self._api is None:
            return []
        return _opinions(self._api.iter_response_errors(CoreRequest(request, path), CoreResponse(answer)))

    def on_request(self, request: SentRequest, path: str) -> list[Opinion]:
        """What is wrong with the request; missing credentials are nobody's fault here."""
        return _opinions(self._api.iter_request_errors(CoreRequest(request, path))) if self._api is not None else []


def _deserializers(document: Document) -> dict[str, Callable[[bytes], Any]]:
    """openapi-core knows ``application/json`` but none of its relatives, and leaves text as bytes."""
    names = {node.tokens[-1] for node in document.index.of("MediaType")}
    relatives = {name: orjson.loads for name in names if is_json(name)}
    texts = {name: bytes.decode for name in names if is_text(name) and not is_json(name) and not is_xml(name)}
    return {**relatives, **texts}


def _opinions(errors: Iterable[Exception]) -> list[Opinion]:
    found: list[Opinion] = []
    try:
        for error in errors:
            found.extend(_opinion(error))
    except _UNABLE:
        return []
    return found


def _opinion(error: Exception) -> Iterator[Opinion]:
    message = _message(error)
    match error:
        case HeaderValidationError():
            yield Opinion("header", message, error.name)
        case DataValidationError():
            yield Opinion("content", message)
        case ResponseFinderError():
            yield Opinion("status", message)
        # Every empty query value is an error to openapi-core, which OpenAPI does not say.
        case ParameterValidationError() if not isinstance(error.__cause__, EmptyQueryParameterValue):
            yield Opinion("parameter", message, error.name)
        case RequestBodyValidationError():
            yield Opinion("body", message)


def _message(error: Exception) -> str:
    """The schema errors in their own words, else openapi-core's message."""
    cause = error.__cause__
    reasons = [str(getattr(reason, "message", reason)) for reason in getattr(cause, "schema_errors", ())]
    return "; ".join(reasons) or str(error)


class CoreRequest:
    """openapi-core's request protocol."""

    host_url = "http://localhost"

    def __init__(self, request: SentRequest, path: str) -> None:
        self.path = path
        self.method = request.method.lower()
        self.body = request.body
        self.content_type = request.header("content-type") or ""
        self.parameters = RequestParameters(
            path={},
            query=ImmutableMultiDict(parse_qsl(request.query, keep_blank_values=True)),
            header=Headers(list(request.headers.items())),
            cookie=ImmutableMultiDict(_cookies(request.header("cookie"))),
        )


class CoreResponse:
    """openapi-core's response protocol."""

    def __init__(self, answer: Answer) -> None:
        self.data = answer.body
        self.status_code = answer.status
        self.headers = Headers([(name, value) for name, values in answer.headers.items() for value in values])
        self.content_type = answer.content_type or ""


def _cookies(header: str | None) -> list[tuple[str, str]]:
    try:
        return [(name, morsel.value) for name, morsel in SimpleCookie(header or "").items()]
    except CookieError:
        return []
