"""How a client calls the operations: from a document and its planned operations to calls, errors, servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from specforge.document.model import Operation
from specforge.gen.client.answers import Content, plan_answers, result_type
from specforge.gen.client.bodies import plan_payload
from specforge.gen.client.context import ClientContext
from specforge.gen.client.errors import ErrorClasses, body_type, contents_code
from specforge.gen.client.parameters import plan_arguments
from specforge.gen.client.servers import default_server, own_server, plan_client_schemes, plan_servers
from specforge.gen.context import Context
from specforge.gen.naming import Names
from specforge.gen.plan import Group, Scheme
from specforge.gen.plan import Operation as PlannedOperation
from specforge.gen.plan_client import Call, CallArgument, ClientParts

# What the client itself has besides its groups.
_ATTRIBUTES = ("close", "reply", "self", "mro")


@dataclass(frozen=True, slots=True)
class PlannedClient:
    """The groups with the calls of their operations, and what they share."""

    groups: tuple[Group, ...]
    parts: ClientParts


def plan_client(context: Context, groups: tuple[Group, ...], schemes: tuple[Scheme, ...]) -> PlannedClient:
    """The calls of all operations."""
    client = ClientContext(context)
    drafts = {
        name: _Draft(client, context.views[name], planned, schemes)
        for group in groups
        for name, planned in ((one.name, one) for one in group.operations)
    }
    errors = ErrorClasses(client, (pair for draft in drafts.values() for pair in draft.error_types))
    names = Names(_ATTRIBUTES)
    done = tuple(
        replace(
            group,
            attribute=names.take(group.name),
            operations=tuple(replace(one, calls=tuple(drafts[one.name].calls(errors))) for one in group.operations),
        )
        for group in groups
    )
    parts = ClientParts(
        errors=tuple(errors.all),
        failures=tuple(errors.failures),
        forms=tuple(client.forms.values()),
        servers=plan_servers(context.document),
        default_server=default_server(context.document),
        schemes=plan_client_schemes(schemes),
        example=_example(done),
    )
    return PlannedClient(done, parts)


def _example(groups: Iterable[Group]) -> str | None:
    """A method that reads something and needs nothing."""
    for group in groups:
        for operation in group.operations:
            for call in operation.calls if operation.method == "GET" else ():
                if not call.is_stream and all(one.default_code is not None for one in call.arguments):
                    return f"{group.attribute}.{call.name}()"
    return None


class _Draft:
    """One operation, before the names of the exceptions are known."""

    def __init__(
        self, client: ClientContext, view: Operation, planned: PlannedOperation, schemes: tuple[Scheme, ...]
    ) -> None:
        self._client = client
        self._view = view
        self._planned = planned
        self._schemes = schemes
        self._parameters = plan_arguments(client, view, planned)
        self._payload = plan_payload(client, view, planned.name)
        self._answers = plan_answers(client, view, planned.name)

    @property
    def error_types(self) -> Iterator[tuple[str, str]]:
        """Status and type of the body of each documented error."""
        return ((status, body_type(contents)) for status, contents in self._answers.errors.items())

    def calls(self, errors: ErrorClasses) -> Iterator[Call]:
        """One method; another one where the answer may also come as a stream."""
        name = self._client.methods.take(self._planned.name)
        answers = self._answers
        if not answers.whole and answers.streamed:
            yield self._call(name, answers.streamed, errors, is_stream=True)
            return
        yield self._call(name, answers.whole, errors)
        if answers.streamed:
            yield self._call(self._client.methods.take(f"stream_{name}"), answers.streamed, errors, is_stream=True)

    def _call(
        self, name: str, good: Mapping[str, tuple[Content, ...]], errors: ErrorClasses, *, is_stream: bool = False
    ) -> Call:
        raised = [(status, errors.name_of(status, body_type(found))) for status, found in self._answers.errors.items()]
        return Call(
            name=name,
            constant=self._client.constants.take(name.upper()),
            endpoint_code=tuple(self._endpoint(good, errors)),
            arguments=self._arguments(),
            result_code=result_type(good),
            is_stream=is_stream,
            errors=tuple(raised),
        )

    def _arguments(self) -> tuple[CallArgument, ...]:
        arguments = [argument for argument, _ in self._parameters]
        return (*arguments, *self._payload.arguments)

    def _endpoint(self, good: Mapping[str, tuple[Content, ...]], errors: ErrorClasses) -> Iterator[str]:
        yield repr(self._view.method.upper())
        yield repr(self._view.path if self._view.path.startswith("/") else f"/{self._view.path}")
        if self._parameters:
            yield f"parameters={_tuple([code for _, code in self._parameters])}"
        if self._payload.media_code:
            yield f"body={_tuple(self._payload.media_code)}"
        if self._payload.takes_null:
            yield "takes_null=True"
        answers = (f"{status!r}: {contents_code(found)}" for status, found in good.items())
        yield f"answers={{{', '.join(answers)}}}"
        failures = [
            f"{status!r}: failures.{errors.failure_of(status, found)}" for status, found in self._answers.errors.items()
        ]
        if failures:
            yield f"errors={{{', '.join(failures)}}}"
        yield from self._security()
        server = own_server(self._client.context.document, self._view.servers)
        if server is not None:
            yield f"server={server!r}"

    def _security(self) -> Iterator[str]:
        """The alternatives that a client can fulfil, schemes by their names."""
        known = {scheme.name for scheme in self._schemes if scheme.kind != "unknown"}
        sendable = {scheme.name for scheme in plan_client_schemes(self._schemes)}
        alternatives = [
            tuple(name for name in requirement.schemes if name in sendable)
            for requirement in self._view.security
            if requirement.schemes.keys() <= known
        ]
        if any(alternatives):
            yield f"security={tuple(alternatives)!r}"


def _tuple(codes: Sequence[str]) -> str:
    return f"({', '.join(codes)}{',' if len(codes) == 1 else ''})"


def client_codes(groups: Iterable[Group], parts: ClientParts) -> Iterator[str]:
    """All code that mentions models."""
    for operation in (operation for group in groups for operation in group.operations):
        for call in operation.calls:
            yield from (call.result_code, *call.endpoint_code)
            yield from (argument.type_code for argument in call.arguments)
    yield from (one.base_code for one in parts.errors)
    yield from (one.code for one in parts.failures)
    yield from (one.type_code for form in parts.forms for one in form.fields)
