"""Stage four: which response of the operation, in which media type, with which example?

Prism's order of preference is kept: a status that was asked for, else the lowest 2xx, else ``default``, else whatever
comes first; a request that breaks the contract gets the response that the document has for that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from specforge.mock.accept import best_offer
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.prefer import Preferences
from specforge.mock.problem import Kind, Problem
from specforge.mock.table import ContentPlan, ExamplePlan, ResponsePlan, Route

_SUCCESS = re.compile(r"2(\d\d|XX)")
_NOBODY_ASKS = "application/json,*/*"

_UNAUTHORIZED = (
    "Your request does not fullfil the security requirements and no HTTP unauthorized response was found in the spec, "
    "so Prism is generating this error for you."
)
_INVALID = (
    "Your request is not valid and no HTTP validation response was found in the spec, "
    "so Prism is generating this error for you."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be answered. Without ``content`` the body is empty; without ``example`` its schema is sampled."""

    status: int
    response: ResponsePlan
    content: ContentPlan | None = None
    example: ExamplePlan | None = None
    media_type: str | None = None
    dynamic: bool = False


def error_codes(diagnostics: Sequence[Diagnostic]) -> tuple[int, ...]:
    """The statuses that fit what is wrong, best first; none when nothing is."""
    errors = {diagnostic.code for diagnostic in diagnostics if diagnostic.is_error}
    if not errors:
        return ()
    if 401 in errors:
        return (401,)
    if 400 in errors:
        return (400, 422)
    return (415, 422, 400) if 415 in errors else (422, 400)


def negotiate(route: Route, preferences: Preferences, accept: str | None, diagnostics: Sequence[Diagnostic]) -> Choice:
    """The choice for a request with these diagnostics. Raises Problem where the document has no fitting response."""
    codes = error_codes(diagnostics)
    if codes:
        return _for_invalid(route, preferences, diagnostics, codes)
    if preferences.code is not None:
        return _by_code(route, preferences, preferences.code, accept)
    return _unasked(route, preferences, accept)


def _by_code(route: Route, preferences: Preferences, code: int, accept: str | None) -> Choice:
    response = _find(route.responses, code) or _default(route.responses)
    # 1xx announces another response, and above 599 is nothing (RFC 9110 section 15): neither can be an answer.
    if response is None or not 200 <= code < 600:
        raise Problem(Kind.NOT_FOUND, f"Requested status code {code} is not defined in the document.")
    try:
        return _in_response(route, preferences, response, code, accept)
    except Problem:
        return _instead(route, preferences, accept)


def _instead(route: Route, preferences: Preferences, accept: str | None) -> Choice:
    try:
        return _unasked(route, preferences, accept)
    except Problem as problem:
        title = f"{problem.summary}. We tried default response, but we got {problem.summary}"
        raise Problem(Kind.UNKNOWN, title=title) from problem


def _unasked(route: Route, preferences: Preferences, accept: str | None) -> Choice:
    successes = sorted((r for r in route.responses if _SUCCESS.fullmatch(r.code)), key=lambda r: r.code)
    response = next(iter(successes), None) or _default(route.responses) or next(iter(route.responses), None)
    if response is None:
        # Prism has an error for it. That an operation describes no response promises no failure, either.
        return Choice(200, ResponsePlan("200", {}, ()))
    return _in_response(route, preferences, response, _status(response.code), accept)


def _status(code: str) -> int:
    """A range answers with its first status; ``default``, anything odd, and 1xx, which ends no exchange, with 200."""
    digits = code.upper().replace("XX", "00")
    return int(digits) if re.fullmatch(r"[2-5][0-9]{2}", digits) else 200


def _find(responses: Sequence[ResponsePlan], code: int) -> ResponsePlan | None:
    by_code = {response.code: response for response in responses}
    return by_code.get(str(code)) or by_code.get(f"{code // 100}XX")


def _default(responses: Sequence[ResponsePlan]) -> ResponsePlan | None:
    return next((response for response in responses if response.code == "default"), None)


def _in_response(
    route: Route, preferences: Preferences, response: ResponsePlan, status: int, accept: str | None
) -> Choice:
    if route.method == "head":
        return Choice(status, response)
    content = _content(response, accept)
    if content is not None:
        return _in_content(preferences, response, status, content)
    if accept is None:
        return Choice(status, response, media_type="text/plain")
    if response.contents and status != 204 and "*/*" not in accept:
        raise Problem(Kind.NOT_ACCEPTABLE, f"Unable to find content for {accept}")
    return Choice(status, response)


def _content(response: ResponsePlan, accept: str | None) -> ContentPlan | None:
    """Without an Accept header ``*/*`` comes first, then JSON, then what the author wrote first."""
    offered = [content.media_type for content in response.contents]
    if accept is None and "*/*" in offered:
        return response.contents[offered.index("*/*")]
    best = best_offer(accept or _NOBODY_ASKS, offered)
    return None if best is None else response.contents[best]


def _in_content(preferences: Preferences, response: ResponsePlan, status: int, content: ContentPlan) -> Choice:
    example: ExamplePlan | None
    if preferences.example is not None:
        example = _named(content, preferences.example)
    elif preferences.dynamic and content.schema is not None:
        return Choice(status, response, content, None, content.media_type, dynamic=True)
    else:
        example = next(iter(content.examples), None)
    return Choice(status, response, content, example, content.media_type, preferences.dynamic)


def _named(content: ContentPlan, key: str) -> ExamplePlan | None:
    """None for an example that stands elsewhere, which is not fetched: what the schema says stands in for it."""
    for example in content.examples:
        if example.key == key:
            return example
    if key in content.external:
        return None
    detail = f"Response for contentType: {content.media_type} and exampleKey: {key} does not exist."
    raise Problem(Kind.NOT_FOUND, detail)


def _for_invalid(
    route: Route, preferences: Preferences, diagnostics: Sequence[Diagnostic], codes: tuple[int, ...]
) -> Choice:
    found = [(code, response) for code in codes if (response := _find(route.responses, code)) is not None]
    default = _default(route.responses)
    if not found and default is None:
        raise _problem(diagnostics)
    status, response = found[0] if found else (codes[0], default)
    assert response is not None
    asked = preferences.example if preferences.code in codes else None
    return _error_content(status, response, asked, preferences.dynamic)


def _error_content(status: int, response: ResponsePlan, asked: str | None, dynamic: bool) -> Choice:
    """The Accept header of a broken request is not looked at: a described error beats an undescribed one."""
    with_example = next((content for content in response.contents if content.examples), None)
    if with_example is not None:
        example = with_example.examples[0] if asked is None else _named(with_example, asked)
        return Choice(status, response, with_example, example, with_example.media_type)
    with_schema = next((content for content in response.contents if content.schema is not None), None)
    if with_schema is not None:
        return Choice(status, response, with_schema, None, with_schema.media_type, dynamic)
    return Choice(status, response)


def _problem(diagnostics: Sequence[Diagnostic]) -> Problem:
    """What is answered where the document has nothing to say about broken requests."""
    by_code = {diagnostic.code: diagnostic for diagnostic in reversed(diagnostics)}
    for code, kind in ((400, Kind.INVALID_JSON), (415, Kind.CONTENT_TYPE)):
        if code in by_code and 401 not in by_code:
            return Problem(kind, by_code[code].message)
    return refusal(diagnostics)


def refusal(diagnostics: Sequence[Diagnostic]) -> Problem:
    """401 where credentials are missing, else 422 with all that is wrong."""
    unauthorized = next((diagnostic for diagnostic in diagnostics if diagnostic.code == 401), None)
    if unauthorized is not None:
        return _unauthorized(unauthorized)
    validation = [diagnostic.as_json() for diagnostic in diagnostics]
    return Problem(Kind.INVALID_REQUEST, _INVALID, members={"validation": validation})


def _unauthorized(diagnostic: Diagnostic) -> Problem:
    challenges = {"WWW-Authenticate": ",".join(diagnostic.tags)} if diagnostic.tags else {}
    members = {"headers": challenges} if challenges else {}
    return Problem(Kind.UNAUTHORIZED, _UNAUTHORIZED, members=members, headers=challenges)


def negotiate_refusal(route: Route, codes: Sequence[int], preferences: Preferences) -> Choice | None:
    """The response that the document has for one of these errors, the first of them where it only has ``default``.

    As for broken requests, the Accept header is not looked at. None where it has nothing to say.
    """
    found = next(((code, each) for code in codes if (each := _find(route.responses, code)) is not None), None)
    if found is None and any(_SUCCESS.fullmatch(each.code) for each in route.responses):
        default = _default(route.responses)
        found = (codes[0], default) if default is not None else None
    return _error_content(*found, None, preferences.dynamic) if found is not None else None
