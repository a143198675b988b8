"""invalid-url: addresses that no browser could open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_FIELDS = (
    *("url", "termsOfService", "authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl"),
    *("openIdConnectUrl", "$self", "jsonSchemaDialect"),
)
# RFC 3986 allows none of these. It has no letters beyond ASCII and no braces either, but people and tools read those.
_STRANGE = re.compile(r'[\x00-\x20<>"\\^`|]')


@rule(
    "invalid-url",
    on=("Document", "Info", "Contact", "License", "ExternalDocs", "SecurityScheme", "OAuthFlow"),
    when=_FIELDS,
    severity=Severity.WARNING,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """What must be a URL is none."""
    for field in _FIELDS:
        text = view.node.get(field)
        if text is not None and isinstance(text.value, str) and not _is_url(text.value):
            yield Problem(f"`{field}` is no URL", text.place)


def _is_url(text: str) -> bool:
    """Relative ones are allowed since OpenAPI 3.0."""
    try:
        urlsplit(text).port  # noqa: B018 - reading it is what may fail
    except ValueError:
        return False
    return not _STRANGE.search(text)
