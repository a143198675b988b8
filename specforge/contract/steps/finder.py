"""Which operation of a document a request is for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from specforge.contract.conformance.faults import below_base
from specforge.document.model import Operation
from specforge.document.routes import Router
from specforge.findings.exchange import SentRequest


class Finder:
    """Finds operations by method and path; a base path may stand in front."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._operations = {(each.method.upper(), each.path): each for each in operations}
        self._routers = {method: Router(self._paths(method)) for method, _ in self._operations}
        self._lengths = sorted({path.count("/") for _, path in self._operations}, reverse=True)
        self._asked = lru_cache(maxsize=512)(self._find)

    def asked(self, request: SentRequest) -> Operation | None:
        """The operation that the request asks; None where it is none of the document's."""
        return self._asked(request.method.upper(), request.path)

    def _paths(self, method: str) -> list[str]:
        return [path for each, path in self._operations if each == method]

    def _find(self, method: str, path: str) -> Operation | None:
        router = self._routers.get(method)
        for length in self._lengths if router is not None else ():
            found = router.match(below_base("/" * length, path)) if router and path.count("/") >= length else None
            if found is not None and found.template.count("/") == length:
                return self._operations[(method, found.template)]
        return None
