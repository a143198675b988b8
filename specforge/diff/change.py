"""Change: one thing that differs between two versions of a document, with its place in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from specforge.document.place import Place
from specforge.findings.fingerprint import digest
from specforge.findings.model import Finding, Related, Severity


class Direction(Enum):
    """Who sends what changed: clients send requests, the server sends responses (and the bodies of webhooks)."""

    REQUEST = "request"
    RESPONSE = "response"

    @property
    def other(self) -> Direction:
        return Direction.RESPONSE if self is Direction.REQUEST else Direction.REQUEST


class Rung(Enum):
    """Whom a change breaks, from the worst: each rung stands for itself and all below it.

    ``wire``: messages that were valid no longer are. ``client``: types generated for clients change in a way that
    does not compile. ``server``: signatures of generated handlers change. ``docs``: only what people read changes.
    """

    WIRE = "wire"
    CLIENT = "client"
    SERVER = "server"
    DOCS = "docs"

    def reaches(self, other: Rung) -> bool:
        """Whether it concerns who asks for ``other``: everything on that rung and above."""
        rungs = list(Rung)
        return rungs.index(self) <= rungs.index(other)


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule found, with everything that a report says of it.

    ``base`` and ``revision`` are its places: of what was added, the old place is the nearest thing around it that
    existed, and the same holds for what was removed. ``operation`` is the one that it belongs to, if it is only one;
    ``operations`` are all that it concerns: a schema may be shared by many.

    ``where`` tells changes of one rule and operation apart: the status, the media type, the path of the property.
    """

    id: str
    severity: Severity
    message: str
    base: Place
    revision: Place
    operation: str | None = None
    operations: tuple[str, ...] = ()
    direction: Direction | None = None
    where: tuple[str, ...] = ()
    rung: Rung = Rung.WIRE
    details: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What stays the same of a change while the files around it are edited."""
        return (self.operation or "", self.direction.value if self.direction else "", *self.where)

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digits by which an approval names the change."""
        return digest(self.id, *self.key)

    def as_finding(self) -> Finding:
        """For the reporters: the author looks at the revision, and the old place is related."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            message=self.message,
            place=self.revision,
            operation=self.operation,
            related=(Related("it was here", self.base),),
            details=self.details,
            key=self.key,
        )
