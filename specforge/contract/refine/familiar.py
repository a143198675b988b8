"""The same request about a thing that is there whenever the service starts: the one of the document's examples."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import SentRequest

_EXPRESSION = re.compile(r"\{([^{}/]+)\}")


def familiar(request: SentRequest, operation: Operation) -> SentRequest | None:
    """The request with the examples of all parameters of its path; None where one has none, or they are there."""
    values = {p.name: example_of(p) for p in operation.parameters if p.location == "path"}
    names = _EXPRESSION.findall(operation.path)
    if not names or any(values.get(name) is None for name in names):
        return None
    path = _EXPRESSION.sub(lambda match: quote(values[match[1]] or "", safe=""), operation.path)
    parts = urlsplit(request.url)
    base = parts.path.split("/")[: -(len(operation.path.split("/")) - 1)]
    url = urlunsplit((parts.scheme, parts.netloc, "/".join(base) + path, parts.query, ""))
    return replace(request, url=url) if url != request.url else None


def example_of(parameter: Parameter) -> str | None:
    """The first example of a simple value, as text."""
    schema = parameter.schema
    found = [example.value for example in parameter.examples.values()]
    found += [schema.node.value.get("example")] if schema is not None and isinstance(schema.node.value, dict) else []
    value = next((value for value in found if value is not None), None)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
