"""From a document to a plan: the one place where the document is lowered for code generation."""

from __future__ import annotations

import hashlib
import keyword
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from specforge._version import __version__
from specforge.document.model import Document, Operation
from specforge.errors import UsageError
from specforge.findings.model import Finding, Severity
from specforge.gen.about import about, document_text, place_of, webhooks_of
from specforge.gen.answers import answer_type, choice_of, is_told, with_offers
from specforge.gen.cases.operations import plan_cases
from specforge.gen.cases.values import plan_model_cases
from specforge.gen.catalog import Catalog
from specforge.gen.client.calls import PlannedClient, client_codes, plan_client
from specforge.gen.content import plan_body, plan_responses, result_type, success_of
from specforge.gen.context import Context
from specforge.gen.contract import RequestContract
from specforge.gen.keywords import clean_text
from specforge.gen.loops import untangle
from specforge.gen.lower import lower
from specforge.gen.marks import take_marks
from specforge.gen.mentions import mentioned, route_codes, topics_of
from specforge.gen.model_source import write_models
from specforge.gen.models import Models
from specforge.gen.modules import split_models
from specforge.gen.naming import Names, class_name, snake_name, words
from specforge.gen.order import leaf_first, reachable
from specforge.gen.parameters import plan_parameters
from specforge.gen.paths import pattern_of, route_of
from specforge.gen.plan import Group, Plan
from specforge.gen.plan import Operation as PlannedOperation
from specforge.gen.plan_cases import ModelCases
from specforge.gen.protect import plan_schemes
from specforge.gen.references import broken_references
from specforge.gen.reuse import share
from specforge.gen.rules import RuleWriter
from specforge.gen.senders import plan_senders, sender_codes
from specforge.gen.settings import Settings
from specforge.gen.target import serving_of, upload_type
from specforge.values.check import SchemaChecker

_ATTEMPTS = 4
_UNTAGGED = "default"


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, and what in the document it could not keep."""

    plan: Plan
    findings: tuple[Finding, ...]


def make_plan(document: Document, settings: Settings, parts: Collection[str] = ("routes",)) -> Planned:
    """The plan for a document, with ``parts`` of it. Raises UsageError for a package name that is none."""
    package = package_name(document, settings)
    avoid: set[str] = set()
    for _ in range(_ATTEMPTS):
        catalog = Catalog(document, lower, avoid, upload_type(settings.targets, package))
        context = Context(document, catalog, SchemaChecker(document))
        if "contract" in parts:
            context.contract = RequestContract(document, context.checker)
        groups = _plan_groups(context)
        schemes = plan_schemes(context)
        senders = plan_senders(context) if "routes" in parts else ()
        model_cases = plan_model_cases(context) if "cases" in parts else None
        groups = _with_cases(groups, context) if model_cases else groups
        client = plan_client(context, groups, schemes) if "client" in parts else None
        models = _models(
            context, [*_codes(groups, client, model_cases, parts), *sender_codes(senders)], f"{package}.generated"
        )
        taken = {name for name in context.catalog.definitions if models.classes.get(name, name) != name}
        if not taken - avoid:
            break
        # A class that the library made up itself got there first: leave it the name and ask again.
        avoid |= taken
    modules = split_models(models, topics_of(groups))
    plan = Plan(
        package=package,
        title=document.title,
        version=document.api_version,
        description=clean_text(document.description),
        document_name=document.root.name.rsplit("/", 1)[-1],
        document_hash=document_hash(document),
        options=settings.options(package),
        tool_version=__version__,
        base_path=_base_path(document),
        repeats_base_path=_repeats_base_path(document),
        servers=tuple((server.url, clean_text(server.description)) for server in document.servers),
        groups=_with_members(client.groups if client else groups, context, models),
        schemes=schemes,
        guards=context.guards.all,
        models="" if modules else models.source,
        model_modules=modules,
        client=client.parts if client else None,
        model_cases=model_cases,
        serving=serving_of(settings.targets, package),
        contract=context.contract.text if context.contract else "",
        fallback=settings.fallback,
        about=about(document),
        document=document_text(document),
        openapi="2.0" if document.version.is_swagger else document.version.text,
        webhooks=webhooks_of(document),
        senders=senders,
    )
    return Planned(
        plan, _judged((*context.catalog.findings, *context.findings, *broken_references(document)), settings)
    )


def _judged(findings: tuple[Finding, ...], settings: Settings) -> tuple[Finding, ...]:
    """Strictness makes an error of whatever the code cannot say."""
    return tuple(replace(one, severity=Severity.ERROR) for one in findings) if settings.strict else findings


# What the application imports, itself or through its libraries: a package of such a name in its folder would hide it.
_IMPORTED = sys.stdlib_module_names | {
    "anyio",
    "django",
    "fastapi",
    "flask",
    "httpx",
    "jsonschema",
    "multipart",
    "openapi_core",
    "pydantic",
    "pytest",
    "starlette",
    "uvicorn",
    "werkzeug",
}


def package_name(document: Document, settings: Settings) -> str:
    """The name asked for, or one made from the title."""
    if settings.package is None:
        made = snake_name(document.title, "api").strip("_") or "api"
        return f"{made}_api" if made in _IMPORTED else made
    name = settings.package
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(f"{name!r} cannot be the name of a Python package", help="use letters, digits and underscores")
    if name in _IMPORTED:
        raise UsageError(f"{name!r} cannot be the name of the package: it would hide the module of that name")
    return name


def document_hash(document: Document) -> str:
    """One digest over all files of the document, in the order of their names."""
    digest = hashlib.sha256()
    for uri in sorted(document.sources):
        data = document.sources[uri].data
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _base_path(document: Document) -> str:
    """The path of the first server, if it is known."""
    base = document.base_paths[0]
    return "" if "{" in base else base


def _repeats_base_path(document: Document) -> bool:
    """True when paths of the document start with the path of the first server: then requests may well have it once."""
    base = _base_path(document)
    return bool(base) and any(path == base or path.startswith(f"{base}/") for path in document.paths)


def _plan_groups(context: Context) -> tuple[Group, ...]:
    by_tag: dict[str, list[PlannedOperation]] = {tag.name: [] for tag in context.document.tags if tag.name}
    for operation in context.document.operations:
        tag = next((tag for tag in operation.tags if tag.strip()), _UNTAGGED)
        by_tag.setdefault(tag, []).append(_plan_operation(context, operation))
    descriptions = {tag.name: clean_text(tag.description) for tag in context.document.tags}
    names, classes = Names(), Names(("Services", "Reply", "Response", "Caller", "UploadFile"))
    groups = []
    for tag, operations in by_tag.items():
        if operations:
            stem = classes.take(class_name(tag, "Group"))
            name = names.take(snake_name(tag, "group"))
            groups.append(
                Group(tag, name, f"{stem}Protocol", f"{stem}Service", descriptions.get(tag), tuple(operations))
            )
    return tuple(groups)


def _plan_operation(context: Context, operation: Operation) -> PlannedOperation:
    name = context.operation_names.take(_operation_name(operation))
    context.views[name] = operation
    route = route_of(operation.path)
    if route.problem:
        message = f"the path {operation.path!r} {route.problem}"
        context.warn("gen-path", message, operation.path_item.place, operation)
    first = context.routes.setdefault((operation.method, pattern_of(route.path)), operation.label)
    if first != operation.label:
        message = f"no request can reach it: {first} matches the same paths and stands before it"
        context.warn("gen-path", message, operation.path_item.place, operation)
    parameters = plan_parameters(context, operation, name, route)
    body = plan_body(context, operation, name)
    planned = plan_responses(context, operation, name)
    responses = tuple(with_offers(context, operation, one, name) for one in planned)
    success, status = success_of(responses)
    taken = ("body", *(one.python_name for one in parameters))
    if context.contract is not None:
        context.contract.add(operation, parameters, body)
    return PlannedOperation(
        label=operation.label,
        operation_id=operation.operation_id,
        name=name,
        method=operation.method.upper(),
        path=operation.path,
        place=place_of(operation),
        route=route.path,
        tags=tuple(tag for tag in operation.tags if tag.strip()),
        summary=clean_text(operation.summary),
        description=clean_text(operation.description),
        deprecated=operation.deprecated,
        parameters=parameters,
        body=body,
        responses=responses,
        success=success,
        status=status,
        result_type=result_type(responses, success),
        guard=context.guards.of(operation),
        is_checked=context.contract is not None and bool(parameters or body),
        digest=_digest(operation),
        answer_type=answer_type(responses, success),
        choice=choice_of(success, taken),
        is_told=is_told(success),
    )


def _digest(operation: Operation) -> str:
    """Of what is written at the operation, and for it at its path; not of the schemas that it refers to."""
    item = operation.path_item.raw
    shared = item.get("parameters") if isinstance(item, dict) else None
    try:
        text = repr((shared, operation.raw))
    except RecursionError:
        return ""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8]


def _operation_name(operation: Operation) -> str:
    """From the operationId; without one from method and path: ``get_users_id``."""
    if operation.operation_id and words(operation.operation_id):
        return snake_name(operation.operation_id, "operation")
    return snake_name(f"{operation.method} {operation.path}", "operation")


def _with_members(groups: tuple[Group, ...], context: Context, models: Models) -> tuple[Group, ...]:
    """The same groups with every default that is an enum's member written by its name."""
    codes = {
        code: f"models.{key[0]}.{models.members[key]}"
        for code, key in context.enum_defaults.items()
        if key in models.members
    }
    if not codes:
        return groups
    return tuple(
        replace(group, operations=tuple(_with_defaults(operation, codes) for operation in group.operations))
        for group in groups
    )


def _with_defaults(operation: PlannedOperation, codes: dict[str, str]) -> PlannedOperation:
    parameters = [
        replace(parameter, default_code=codes.get(parameter.default_code or "", parameter.default_code))
        for parameter in operation.parameters
    ]
    return replace(operation, parameters=tuple(parameters))


def _models(context: Context, codes: Iterable[str], package: str) -> Models:
    """The models of all components, and of what ``codes`` mention: other inline schemas get none."""
    context.catalog.finish()
    definitions = context.catalog.definitions
    schemas = {name: definition.schema for name, definition in definitions.items()}

    def derive(name: str, wanted: str) -> str:
        return context.catalog.derive(definitions[name], wanted).name

    untangle(schemas, derive)
    components = (name for name, definition in definitions.items() if definition.component is not None)
    known = {*components, *mentioned(codes)}
    used = reachable(known, schemas)
    ordered, cut = leaf_first({name: schema for name, schema in schemas.items() if name in used})
    for name in cut:
        message = f"{name!r} closes a cycle of too many schemas for Python: it is typed Any there"
        context.findings.append(Finding("gen-model", Severity.WARNING, message, definitions[name].place))
    origins = {name: definitions[name].node.tokens for name in ordered if name not in known}
    shared = share(ordered, origins)
    marks = take_marks(shared, RuleWriter(context.catalog.fragments, shared), derive)
    models = write_models(shared, package, marks)
    for name in models.lost:
        message = f"no model could be made of {definitions[name].component or name!r}: it is Any"
        context.findings.append(Finding("gen-model", Severity.WARNING, message, definitions[name].place))
    return models


def _with_cases(groups: tuple[Group, ...], context: Context) -> tuple[Group, ...]:
    """The same groups with the tests of their operations."""
    return tuple(
        replace(group, operations=tuple(_with_case(operation, context) for operation in group.operations))
        for group in groups
    )


def _with_case(operation: PlannedOperation, context: Context) -> PlannedOperation:
    sample, cases = plan_cases(context, context.views[operation.name], operation)
    return replace(operation, sample=sample, cases=cases)


def _codes(
    groups: tuple[Group, ...], client: PlannedClient | None, model_cases: ModelCases | None, parts: Collection[str]
) -> Iterator[str]:
    """All code of the parts that are wanted; that of routes where nothing in particular is."""
    if client is not None:
        yield from client_codes(client.groups, client.parts)
    if model_cases is not None:
        yield from model_cases.types
        yield from (one.wire_code for group in groups for operation in group.operations for one in operation.responses)
    if "routes" in parts or not parts:
        yield from route_codes(groups)
