"""The schemas that become models: every component and every inline schema that needs a name, each lowered once.

A schema is known by where it stands, so what two operations refer to is one definition, in whichever file it is.
Names are given in the order of the document: components first, so that no inline schema ever takes theirs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.findings.model import Finding, Severity
from specforge.gen.dialect import PREFIX, Lowered
from specforge.gen.naming import Names, class_name
from specforge.gen.rules import Fragments

__all__ = ["PREFIX", "Catalog", "Definition", "Lowered", "is_nullable_class"]

# What the generated module imports or defines itself; a model of that name would hide it.
_WORDS = """
Annotated Any AnyUrl AwareDatetime BareInt Base64Str BaseModel ClassVar ConfigDict Conforms Decimal Dict
DurationStr EXACT EmailStr Enum False Field HostnameStr INT32 INT64 IPv4Address IPv6Address Int32 Int64 IntEnum
JsonPointerStr List Literal MISSING Mapping Matches Model None OneOf Optional Path RegexStr RootModel Self
Sequence Set StrEnum StrictBool StrictBytes StrictFloat StrictInt StrictStr StringConstraints True Tuple Type
TypeAlias TypeAliasType TypeVar UUID Union UploadFile UriReferenceStr WHOLE compile date datetime time timedelta
"""
RESERVED = frozenset(_WORDS.split())


@dataclass(slots=True)
class Definition:
    """One model to be: its ``name``, where its schema stands, and the lowered schema (filled in by ``finish``).

    ``component`` is the name that the author gave it, None for an inline schema. ``nullable`` definitions leave null
    to those who refer to them, so that ``Address | None`` stands there and ``Address`` can be constructed.
    """

    name: str
    node: Node
    component: str | None = None
    nullable: bool = False
    variant: str = ""
    schema: Lowered = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return self.node.place


Lower = Callable[["Catalog", Definition], Lowered]


class Catalog:
    """Gives names and collects definitions. ``avoid`` are class names that turned out not to be free, ``upload`` is the
    type of a file in a form.
    """

    def __init__(
        self, document: Document, lower: Lower, avoid: Iterable[str] = (), upload: str = "fastapi.UploadFile"
    ) -> None:
        self.document = document
        self.upload = upload
        self.fragments = Fragments(document)
        self.definitions: dict[str, Definition] = {}
        self.findings: list[Finding] = []
        self._lower = lower
        self._names = Names((*RESERVED, *avoid))
        self._known: dict[tuple[Node, str], Definition] = {}
        self._alike: dict[str, Definition] = {}
        self._queue: deque[Definition] = deque()
        self._add_components()

    def _add_components(self) -> None:
        """Exact names first: ``Pet`` keeps its name when ``pet`` stands before it."""
        schemas = self.document.schemas
        wanted = {name: class_name(name) for name in schemas}
        for name in sorted(wanted, key=lambda name: wanted[name] != name):
            schema = schemas[name]
            node = schema.reference if schema.reference is not None else schema.node
            if (node, "") not in self._known:
                self._define(node, wanted[name], component=name)
        # The order of the document, not of the naming, is the order in which models are written.
        order = {name: position for position, name in enumerate(schemas)}
        self._sort(order)

    def _sort(self, order: dict[str, int]) -> None:
        ranked = sorted(self.definitions.values(), key=lambda known: order.get(known.component or "", 0))
        self.definitions = {definition.name: definition for definition in ranked}

    def name_of(self, node: Node, hint: str, variant: str = "") -> Definition:
        """The definition of the schema that stands at ``node``; a new one gets ``hint`` or what is nearest to it."""
        known = self._known.get((node, variant))
        return known if known is not None else self._define(node, class_name(hint), variant=variant)

    def alike(self, node: Node, wanted: str) -> Definition:
        """The one definition of all schemas that are called ``wanted`` for what they say."""
        if wanted not in self._alike:
            self._alike[wanted] = self.name_of(node, wanted)
        return self._alike[wanted]

    def derive(self, original: Definition, wanted: str) -> Definition:
        """A definition of the same schema whose lowered form the caller provides."""
        derived = Definition(self._take(wanted), original.node, nullable=original.nullable)
        self.definitions[derived.name] = derived
        return derived

    def add(self, wanted: str, node: Node, schema: Lowered) -> Definition:
        """A definition of something that is no schema of the author's; it stands at ``node``."""
        added = Definition(self._take(wanted), node, schema=schema)
        self.definitions[added.name] = added
        return added

    def _define(self, node: Node, wanted: str, component: str | None = None, variant: str = "") -> Definition:
        definition = Definition(self._take(wanted), node, component, variant=variant)
        self._known[node, variant] = definition
        self.definitions[definition.name] = definition
        self._queue.append(definition)
        definition.nullable = is_nullable_class(Schema(node))
        return definition

    def _take(self, wanted: str) -> str:
        return self._names.take(wanted if wanted not in self._names or wanted not in RESERVED else f"{wanted}Model")

    def finish(self) -> None:
        """Lower everything that was named so far, and what that names in turn."""
        while self._queue:
            definition = self._queue.popleft()
            definition.schema = self._lower(self, definition)

    def note(self, rule: str, message: str, place: Place, severity: Severity = Severity.WARNING) -> None:
        """Report something that the models cannot say."""
        self.findings.append(Finding(rule, severity, message, place))


def is_nullable_class(schema: Schema) -> bool:
    """True for objects and string enums that may be null: their model is the class without the null."""
    if not isinstance(schema.raw, dict) or "$ref" in schema.raw or not schema.nullable:
        return False
    others = [kind for kind in schema.types if kind != "null"]
    if others == ["object"]:
        is_class = bool(schema.properties) or schema.raw.get("additionalProperties") is False
        return is_class and not any(key in schema.raw for key in ("allOf", "anyOf", "oneOf"))
    values = [value for value in schema.enum or () if value is not None]
    return others == ["string"] and len(values) > 1 and all(isinstance(value, str) for value in values)
