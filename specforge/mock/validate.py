"""Stage three: does the request keep to what the operation says of its parameters and its body?"""

from __future__ import annotations

from specforge.document.model import Operation
from specforge.mock.body import BodyCheck
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.message import Request
from specforge.mock.parameters import ParameterCheck, check_parameters, compile_parameters
from specforge.values.check import SchemaChecker

# Of each operation, the verdicts on so many combinations of parameters of at most so many characters.
_REMEMBERED = 32
_LONGEST_REMEMBERED = 512


class RequestChecks:
    """Everything that requests of one operation are checked with."""

    def __init__(self, parameters: tuple[ParameterCheck, ...], body: BodyCheck) -> None:
        self.parameters = parameters
        self.body = body
        headers = {check.name.lower() for check in parameters if check.location == "header"}
        cookies = {"cookie" for check in parameters if check.location == "cookie"}
        self._headers = tuple(headers | cookies)
        self._known: dict[tuple[str | None, ...], tuple[Diagnostic, ...]] = {}

    def of_parameters(self, request: Request, path: dict[str, str]) -> tuple[Diagnostic, ...]:
        """What is wrong with the parameters. Clients ask for the same again and again: some verdicts are remembered."""
        headers = request.headers
        key = (request.query, *path.values(), *[headers.get(name) for name in self._headers])
        found = self._known.get(key)
        if found is None:
            found = tuple(check_parameters(self.parameters, request, path))
            if sum(map(len, filter(None, key))) <= _LONGEST_REMEMBERED:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[key] = found
        return found


def compile_request(operation: Operation, checker: SchemaChecker) -> RequestChecks:
    """The checks of an operation."""
    return RequestChecks(compile_parameters(operation, checker), BodyCheck(operation, checker))


def check_request(checks: RequestChecks, request: Request, path: dict[str, str]) -> tuple[Diagnostic, ...]:
    """What is wrong with a request, the body first; ``path`` holds its raw path parameters."""
    found = checks.body.run(request)
    return found + checks.of_parameters(request, path) if checks.parameters else found
