"""ignored-header: descriptions of headers that OpenAPI describes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Parameter, View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_INSTEAD = {
    "accept": "the media types under `content` of the responses say it",
    "content-type": "the media types under `content` say it",
    "authorization": "describe it under `components.securitySchemes`",
}


@rule(
    "ignored-header",
    on=("Parameter", "Response", "Encoding"),
    when=("in", "headers"),
    severity=Severity.INFO,
    versions=OPENAPI_3,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """The description of a header is ignored, since OpenAPI has another place for it."""
    if isinstance(view, Parameter):
        if view.location == "header" and view.name.lower() in _INSTEAD:
            yield Problem(
                f"a parameter for `{view.name}` is ignored",
                view.place.child("name"),
                help=_INSTEAD[view.name.lower()],
            )
        return
    headers = view.node.get("headers")
    for name, header in headers.items() if headers else ():
        if name.lower() == "content-type":
            yield Problem(f"the header `{name}` is ignored here", header.key_place, help=_INSTEAD["content-type"])
