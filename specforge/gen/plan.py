"""The plan: everything a template needs to know, with all names and types decided. Templates see nothing else.

Names, types and fields that end in ``_code`` are Python built by this package. All other text is an author's and may
hold anything: templates write it through the filters ``literal``, ``comment`` and ``docstring`` only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specforge.gen.plan_cases import Cases, ModelCases, Sample
from specforge.gen.plan_client import Call, ClientParts
from specforge.gen.plan_senders import Sender


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a service method."""

    python_name: str
    type: str
    default_code: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. ``type`` is what the service gets, ``route_code`` the annotation by which FastAPI reads it.

    ``variable`` is what a path parameter is called in the route. ``style``, ``explode`` and ``shape`` say how its text
    is read, ``wire_code`` is the type by which the value is validated then. ``content`` is ``json``, ``form`` or
    ``text`` for a parameter with a media type; ``may_be_empty``: an empty text counts as none; ``others`` are the query
    parameters that an object of any members leaves alone.
    """

    name: str
    python_name: str
    location: str
    required: bool
    type: str
    route_code: str
    default_code: str | None
    description: str | None
    variable: str = ""
    wire_code: str = "Any"
    style: str = "simple"
    explode: bool = False
    shape: Any = "any"
    content: str | None = None
    may_be_empty: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A media type of a request body. ``kind`` is ``json``, ``form``, ``multipart``, ``text`` or ``binary``.

    ``wire_code`` is what the body is validated by, None for text and bytes; ``shape`` says how a form's text is read,
    ``encoding_code`` which of its fields are written in an unusual way.
    """

    name: str
    kind: str
    wire_code: str | None = None
    shape: Any = None
    encoding_code: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The request body. ``kind`` is ``json`` (FastAPI reads it) or ``wire`` (the generated package does).

    ``media`` are its media types, for targets whose frameworks read no bodies themselves.
    """

    python_name: str
    kind: str
    media_types: tuple[str, ...]
    required: bool
    type: str
    route_code: str
    default_code: str | None
    description: str | None
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A media type of a response. ``kind`` is ``json``, ``text``, ``binary``, ``stream``, or that of a stream of items:
    ``lines``, ``sequence``, ``events``.

    ``type`` is what the service returns for it, ``wire_code`` what it, or each item, is validated by.
    """

    media_type: str
    kind: str
    type: str
    wire_code: str | None

    @property
    def arguments_code(self) -> str:
        """The arguments of ``wire.Offer``."""
        validated = [self.wire_code] if self.wire_code else []
        return ", ".join([repr(self.media_type), repr(self.kind), *validated])


@dataclass(frozen=True, slots=True)
class Response:
    """A documented response. ``kind`` is ``json``, ``text``, ``binary``, ``stream`` or ``none``.

    ``type`` is what the service returns for it, ``wire_code`` what a JSON body is validated by. These are of one media
    type; ``offers`` are all of them. ``headers_code`` is the model of its headers, empty where it has none.
    """

    status: str
    description: str
    kind: str
    media_type: str | None
    type: str
    wire_code: str
    offers: tuple[Offer, ...] = ()
    headers_code: str = ""

    @property
    def is_native(self) -> bool:
        """True for one body of plain JSON, or none: what FastAPI writes itself, and as ``application/json`` only."""
        names = [offer.media_type.partition(";")[0].strip().lower() for offer in self.offers if offer.kind == "json"]
        is_plain = all(name == "application/json" or "*" in name for name in names)
        return is_plain and len(names) == len(self.offers) <= 1

    @property
    def key_code(self) -> str:
        """The status as FastAPI's ``responses`` has it."""
        return self.status if self.status.isdigit() else repr(self.status)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``route`` is its path as FastAPI writes it, ``status`` what a plain return value is sent with.

    ``calls`` are the methods by which a client calls it, where there is a client; ``sample`` is a request for tests,
    ``cases`` are the other tests, where there are tests. ``is_checked``: the request contract of the plan has it;
    ``digest`` tells whether somebody has edited it, ``place`` are the keys that lead to it
    from the root of the document.

    ``answer_type`` is what the service may return where all media types are offered, ``choice`` the argument that says
    which of them the client wants; ``is_told`` when the service is to know it.
    """

    label: str
    operation_id: str | None
    name: str
    method: str
    path: str
    place: tuple[str, ...]
    route: str
    tags: tuple[str, ...]
    summary: str | None
    description: str | None
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    success: Response
    status: int
    result_type: str
    guard: str | None
    digest: str
    calls: tuple[Call, ...] = ()
    sample: Sample = field(default_factory=Sample)
    cases: Cases = field(default_factory=Cases)
    is_checked: bool = False
    answer_type: str = "Any"
    choice: Argument | None = None
    is_told: bool = False

    @property
    def told(self) -> tuple[Argument, ...]:
        """What the service method takes besides what is read: the media type that the client wants."""
        return (self.choice,) if self.choice is not None and self.is_told else ()

    @property
    def negotiated_code(self) -> str:
        """The media types among which the ``Accept`` header decides, as arguments."""
        return ", ".join(dict.fromkeys(repr(offer.media_type) for offer in self.success.offers))

    @property
    def is_secured(self) -> bool:
        """True when callers must, or may, say who they are."""
        return self.guard is not None

    @property
    def angled_route(self) -> str:
        """The route as Flask and Django write it: ``/books/<book_id>``. An author's angle brackets match nothing."""
        return re.sub(r"\{(\w+)\}", r"<\1>", self.route.replace("<", "%3C").replace(">", "%3E"))

    @property
    def invalid_status(self) -> int:
        """What a request that breaks the contract is answered with."""
        return self._documented_status(422, 400)

    @property
    def absent_status(self) -> int:
        """What a path whose parameters are not valid is answered with: nothing can be there."""
        return self._documented_status(422, 400, 404)

    @property
    def unreadable_status(self) -> int:
        """What a body that cannot be read is answered with."""
        return self._documented_status(400, 422)

    def _documented_status(self, *wanted: int) -> int:
        """The first that the operation documents; 400 where it has a range or a default, else what is wanted most."""
        documented = {response.status for response in self.responses}
        others = 400 if {"4XX", "default"} & documented else wanted[0]
        return next((status for status in wanted if str(status) in documented), others)

    @property
    def documented(self) -> tuple[Response, ...]:
        """The responses besides the one that a plain return value gives."""
        return tuple(response for response in self.responses if response is not self.success)

    @property
    def routed(self) -> tuple[Parameter | Body, ...]:
        """What is read from the request."""
        return (*self.parameters, *((self.body,) if self.body else ()))

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """What the service method takes."""
        caller = (Argument("caller", "Caller"),) if self.is_secured else ()
        read = (Argument(one.python_name, one.type, one.default_code) for one in self.routed)
        return (*caller, *read)

    @property
    def about(self) -> str:
        """What a reader of the service's interface wants to know besides the summary."""
        heading = f"{self.label}\n\n" if self.summary else ""
        headers = [f"{one.status}: {one.headers_code}" for one in self.responses if one.headers_code]
        ending = f"\n\nHeaders of a Reply: {', '.join(headers)}." if headers else ""
        return f"{heading}{self.description or ''}{ending}".strip()


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag: a module of routes, a Protocol for the service, a file of the user's.

    ``attribute`` is what a client calls it, where there is a client.
    """

    tag: str
    name: str
    protocol: str
    service: str
    description: str | None
    operations: tuple[Operation, ...]
    attribute: str = ""

    @property
    def stem(self) -> str:
        """What its classes are named after."""
        return self.service.removesuffix("Service")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme. ``kind`` is ``bearer``, ``basic``, ``http``, ``key`` or ``other``.

    ``documented`` is what FastAPI's document says of it; None where FastAPI has no words for it.
    """

    name: str
    python_name: str
    kind: str
    location: str
    parameter: str
    challenge: str
    description: str | None
    documented: Mapping[str, Any] | None = None

    @property
    def variable(self) -> str:
        """What variables of the environment for it are named after."""
        return re.sub("[^A-Z0-9_]", "", self.python_name.upper()) or "SCHEME"


@dataclass(frozen=True, slots=True)
class Guard:
    """A security requirement that operations share: alternatives of schemes with scopes. ``name`` is a type's."""

    name: str
    alternatives: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]

    @property
    def arguments_code(self) -> str:
        """The alternatives as arguments of ``Require``."""
        return ", ".join(repr(dict(alternative)) for alternative in self.alternatives)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that the service sends. ``name`` is no identifier, ``place`` are the keys that lead to it."""

    name: str
    place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the contract says of itself, each part as it is written there."""

    summary: str | None = None
    terms: str | None = None
    contact: Mapping[str, Any] | None = None
    licence: Mapping[str, Any] | None = None
    external_docs: Mapping[str, Any] | None = None
    servers: tuple[Mapping[str, Any], ...] = ()
    tags: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RetiredModule:
    """A generated module that is gone. ``name`` is its path below ``generated``, ``names`` what the user imports."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retired:
    """What the contract no longer has, but the user's code still names: placeholders let the application start.

    ``names`` are pairs of module and name, ``members`` have the name of a member besides; ``bases`` were classes that
    the user derives from; ``services`` are arguments of ``Services``.
    """

    modules: tuple[RetiredModule, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[str, str, str], ...] = ()
    bases: tuple[tuple[str, str], ...] = ()
    services: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Each by the name that the user's code has for it, below ``generated``."""
        modules = (f"{module.name.replace('/', '.')}.{name}" for module in self.modules for name in module.names)
        return tuple(sorted({*modules, *(".".join(one) for one in (*self.names, *self.members, *self.bases))}))

    @property
    def has_security(self) -> bool:
        """True when the contract has lost its security schemes, and the user still has an authenticator."""
        return any(module.name == "security" for module in self.modules)


@dataclass(frozen=True, slots=True)
class ModelModule:
    """A module of models, of a document that has many; ``classes`` are the names that it defines."""

    name: str
    classes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Serving:
    """How the application (``package.main:app``) is served: by the command ``uvicorn`` or ``gunicorn``."""

    framework: str = "fastapi"
    application: str = "main:app"
    server: str = "uvicorn"
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is generated for one document.

    ``document`` is the document itself as JSON, all files in one, in the words of the version ``openapi``.
    ``contract`` is what openapi-core validates requests by, a JSON document; empty when no target wants it.
    ``repeats_base_path`` tells that paths of the document start with ``base_path`` themselves.
    ``fallback`` is what answers for operations that nobody has written: ``none`` (501) or ``mock``.
    """

    package: str
    title: str
    version: str
    description: str | None
    document_name: str
    document_hash: str
    options: tuple[str, ...]
    tool_version: str
    base_path: str
    servers: tuple[tuple[str, str | None], ...]
    groups: tuple[Group, ...]
    schemes: tuple[Scheme, ...]
    guards: tuple[Guard, ...]
    models: str
    fallback: str = "none"
    repeats_base_path: bool = False
    model_modules: tuple[ModelModule, ...] = ()
    about: About = field(default_factory=About)
    document: str = ""
    openapi: str = ""
    webhooks: tuple[Webhook, ...] = ()
    senders: tuple[Sender, ...] = ()
    retired: Retired = field(default_factory=Retired)
    client: ClientParts | None = None
    model_cases: ModelCases | None = None
    serving: Serving = field(default_factory=Serving)
    contract: str = ""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, group by group."""
        return tuple(operation for group in self.groups for operation in group.operations)

    @property
    def uses_conforms(self) -> bool:
        """True when types alone cannot say what the schemas do."""
        return self._imports("conforms")

    @property
    def uses_alternatives(self) -> bool:
        """True when values have to be counted as one alternative of several."""
        return self._imports("alternatives")

    def _imports(self, module: str) -> bool:
        sources = (self.models, *(one.source for one in self.model_modules))
        return any(f".{module} import " in source for source in sources)

    @property
    def is_swagger(self) -> bool:
        """True for the words of Swagger 2.0."""
        return self.openapi == "2.0"

    @property
    def documented_schemes(self) -> tuple[Scheme, ...]:
        """The security schemes that FastAPI's document can have."""
        return tuple(scheme for scheme in self.schemes if scheme.documented is not None)

    @property
    def has_forms(self) -> bool:
        """True when a server has forms to read."""
        media = (name for one in self.operations if one.body for name in one.body.media_types)
        return any(name.startswith("multipart/") or "form-urlencoded" in name for name in media)

    @property
    def each(self) -> Mapping[str, tuple[Group | Operation | RetiredModule | ModelModule, ...]]:
        """What the capital words in the paths of templates stand for: one output file for each."""
        return {
            "GROUP": self.groups,
            "OPERATION": self.operations,
            "RETIRED": self.retired.modules,
            "MODELS": self.model_modules,
        }
