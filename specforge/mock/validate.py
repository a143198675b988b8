"""Stage three: does the request keep to what the operation says of its parameters and its body?"""

from __future__ import annotations

from dataclasses import dataclass

from specforge.document.model import Operation
from specforge.mock.body import BodyCheck
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.message import Request
from specforge.mock.parameters import ParameterCheck, check_parameters, compile_parameters
from specforge.values.check import SchemaChecker


@dataclass(frozen=True, slots=True)
class RequestChecks:
    """Everything that requests of one operation are checked with."""

    parameters: tuple[ParameterCheck, ...]
    body: BodyCheck


def compile_request(operation: Operation, checker: SchemaChecker) -> RequestChecks:
    """The checks of an operation."""
    return RequestChecks(compile_parameters(operation, checker), BodyCheck(operation, checker))


def check_request(checks: RequestChecks, request: Request, path: dict[str, str]) -> list[Diagnostic]:
    """What is wrong with a request, the body first; ``path`` holds its raw path parameters."""
    found = checks.body.run(request)
    return found + check_parameters(checks.parameters, request, path) if checks.parameters else found
