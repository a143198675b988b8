"""operation-operationId-valid-in-url: an operationId that no URL can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# The characters of RFC 3986, section 2, without the percent sign.
_FORBIDDEN = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]")


@rule("operation-operationId-valid-in-url", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operationId has characters that no URL can hold."""
    name = operation.operation_id
    if name is not None and (wrong := list(dict.fromkeys(_FORBIDDEN.findall(name)))):
        listed = ", ".join(f"`{char}`" for char in wrong)
        place = operation.place.child("operationId")
        yield Problem(f"operationId `{name}` has characters that no URL can hold: {listed}", place)
