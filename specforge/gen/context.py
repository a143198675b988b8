"""What the parts of the planner share: the catalog of schemas, the names in use, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from specforge.document.model import Document, Operation
from specforge.document.place import Place
from specforge.findings.model import Finding, Severity
from specforge.gen.catalog import PREFIX, Catalog, Lowered
from specforge.gen.contract import RequestContract
from specforge.gen.directions import Directions
from specforge.gen.guards import Guards
from specforge.gen.naming import Names
from specforge.values.check import SchemaChecker
from specforge.values.edges.bounds import Bound

# Names that a module of routes uses itself: no operation and no argument may hide them.
_WORDS = """
APIRouter Annotated Any AsyncIterator Body Caller Cookie Depends Field Header Literal Path Query Reply Request Require
Response Service UploadFile caller models reply request response result router scalars security self service
services_of unimplemented wire
"""
TAKEN_IN_ROUTES = frozenset(_WORDS.split())


@dataclass(slots=True)
class Context:
    """One run of the planner over one document. ``views`` are its operations by the names that they got, ``contract``
    collects their requests when somebody wants them; ``beyond`` holds the bad values of parameters that were found.
    """

    document: Document
    catalog: Catalog
    checker: SchemaChecker
    operation_names: Names = field(default_factory=lambda: Names(TAKEN_IN_ROUTES))
    guards: Guards = field(default_factory=Guards)
    findings: list[Finding] = field(default_factory=list)
    routes: dict[tuple[str, str], str] = field(default_factory=dict)
    enum_defaults: dict[str, tuple[str, str]] = field(default_factory=dict)
    views: dict[str, Operation] = field(default_factory=dict)
    contract: RequestContract | None = None
    beyond: dict[tuple[str, str], tuple[Bound, ...]] = field(default_factory=dict)
    _directions: Directions | None = None

    def definition(self, name: str) -> Lowered:
        """The lowered schema of a definition."""
        self.catalog.finish()
        return self.catalog.definitions[name].schema

    def resolved(self, lowered: Lowered) -> Lowered:
        """The schema at the end of its references."""
        seen: set[str] = set()
        while "$ref" in lowered:
            name = lowered["$ref"].removeprefix(PREFIX)
            if name in seen:
                return {}
            seen.add(name)
            lowered = self.definition(name)
        return lowered

    @property
    def directions(self) -> Directions:
        """The request and response variants of the catalog's definitions."""
        if self._directions is None:
            self._directions = Directions(self.catalog, self.definition)
        return self._directions

    def enum_default(self, name: str, value: str) -> str:
        """A default that is a member of an enum: a call that finds it, until the member's name is known."""
        code = f"models.{name}({value!r})"
        self.enum_defaults[code] = (name, value)
        return code

    def warn(self, rule: str, message: str, place: Place, operation: Operation | None = None) -> None:
        """Report something that generated code does not do as the document says."""
        label = operation.label if operation is not None else None
        self.findings.append(Finding(rule, Severity.WARNING, message, place, label))
