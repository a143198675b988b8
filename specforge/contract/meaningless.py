"""Runs that say nothing about the implementation: no answers, or none but refusals of the tester itself."""

from __future__ import annotations

from collections.abc import Sequence

from specforge.contract.coverage.count import Coverage, Seen

_REFUSED = frozenset({401, 403})
_REDIRECTS = frozenset({301, 302, 307, 308})
_GATEWAY = frozenset({502, 503, 504})


def refused(coverage: Coverage) -> list[str]:
    """The operations that want credentials and answered every valid request with 401 or 403."""
    return [seen.operation.label for seen in _secured(coverage) if seen.valid.keys() <= _REFUSED]


def why(
    coverage: Coverage,
    stopped: str,
    *,
    was_reached: bool,
    timed_out: bool,
    has_credentials: bool,
    schemes: Sequence[str] = (),
) -> str | None:
    """Why nothing can be concluded from the run; None where something can. ``stopped`` is that of the result.

    ``was_reached``: a request got there, though it may have had no answer; ``timed_out``: it was waited for in vain;
    ``schemes`` are the names of the document's security schemes.
    """
    statuses = set(coverage.statuses)
    if not statuses and timed_out:
        return "the server takes requests, but answered none of them in time: is it the right one, and is it well?"
    if not coverage.requests and not was_reached:
        return _NEVER_SENT.get(stopped)
    if statuses == {404}:
        return _only_404(coverage)
    if statuses == {429}:
        return "every request was answered with 429 Too Many Requests: wait, and send fewer with --rate-limit"
    if statuses and statuses <= _REDIRECTS and not _redirects(coverage):
        return "every request was answered with a redirect, which is not followed: give the address it names as --url"
    if statuses and statuses <= _GATEWAY:
        return "every request was answered with 502, 503 or 504: nobody but a gateway is there"
    if statuses and statuses <= _REFUSED:
        said = "every request was answered with 401 or 403"
        if has_credentials:
            return f"{said}: the credentials were refused"
        return f"{said}: no credentials were given{_ways(schemes)}"
    secured = len(_secured(coverage))
    is_most = 2 * secured > sum(bool(seen.valid) for seen in coverage.seen)
    if secured and len(refused(coverage)) == secured and (has_credentials or is_most):
        if not has_credentials:
            return f"most operations want credentials, and none were given{_ways(schemes)}"
        them = "the only operation that wants them" if secured == 1 else f"all {secured} operations that want them"
        return f"the credentials were refused with 401 or 403 by {them}"
    return None


def _ways(schemes: Sequence[str]) -> str:
    """How to give credentials."""
    if len(schemes) == 1:
        return f" (say --auth {schemes[0]}=VALUE)"
    return f" (say --auth SCHEME=VALUE, with one of {', '.join(schemes)})" if schemes else ""


# Nothing was sent, and nothing was waited for.
NO_REQUEST = "not a single request could be made"
_NEVER_SENT = {
    "completed": NO_REQUEST,
    "budget": "not a single answer came before the time was up",
}


def _only_404(coverage: Coverage) -> str:
    said = "every request was answered with 404 Not Found"
    if all("{" in seen.operation.path for seen in coverage.seen if seen.statuses):
        return (
            f"{said}: is the base path of the URL right, and is there anything to find? Give examples of ids that exist"
        )
    return f"{said}: is the base path of the URL right?"


def _redirects(coverage: Coverage) -> bool:
    """True where the document has redirects: they may be what the API is for."""
    return any(str(status).startswith("3") for seen in coverage.seen for status in seen.operation.responses)


def _secured(coverage: Coverage) -> list[Seen]:
    return [seen for seen in coverage.seen if seen.valid and not seen.operation.is_public]
