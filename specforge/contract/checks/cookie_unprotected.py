"""Check: a cookie that the document has for credentials is kept from scripts, and from connections in the clear."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.mocked import lacks
from specforge.contract.problem import Problem
from specforge.document.model import Operation, SecurityScheme
from specforge.findings.model import Severity

# Cookies that scripts have to read, so that they can repeat them in a header.
_READ = ("csrf", "xsrf")


@looks("cookie-unprotected")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """A cookie with credentials can be read by scripts, or goes over connections in the clear."""
    answer = case.exchange.answer
    cookies = answer.headers.get("set-cookie", ()) if answer is not None else ()
    if not cookies or lacks(case.exchange, {"meaning"}):
        return
    schemes = {
        scheme.parameter_name: scheme for scheme in tools.document.security_schemes.values() if _is_cookie(scheme)
    }
    for cookie in cookies:
        pair, *rest = cookie.split(";")
        name, _, value = (part.strip() for part in pair.partition("="))
        scheme = schemes.get(name)
        # An empty value takes the cookie away.
        if scheme is None or value.strip('"') == "" or any(word in name.lower() for word in _READ):
            continue
        flags = {part.partition("=")[0].strip().lower() for part in rest}
        is_encrypted = case.exchange.request.url.startswith("https:")
        for flag in [flag for flag in ("HttpOnly", "Secure") if flag.lower() not in flags]:
            if flag == "HttpOnly" or is_encrypted:
                message = f"the cookie {name}, which holds credentials, is set without {flag}"
                yield Problem("cookie-unprotected", message, scheme.place, Severity.WARNING, cause=flag)


def _is_cookie(scheme: SecurityScheme) -> bool:
    return scheme.type == "apiKey" and scheme.location == "cookie"
