"""What an engine found, as problems placed in the document. A table: one function for each kind of failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specforge.contract.conformance.accepted import RULE, accepted
from specforge.contract.conformance.faults import (
    Fault,
    RequestJudge,
    below_base,
    has_empty_list,
    has_made_up_cursor,
    keyword,
)
from specforge.contract.conformance.gone import says_deleted
from specforge.contract.conformance.methods import not_refused, without_allow, wrong_allow
from specforge.contract.conformance.refusal import REFUSES_DATA
from specforge.contract.events import Aim, Case, Failure, Kind, Trouble, TroubleKind
from specforge.contract.probing.pool import body_of
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import GONE, TAKEN, Claim
from specforge.document.model import Operation, View
from specforge.document.place import Place, split_pointer
from specforge.document.routes import Router
from specforge.findings.exchange import SentRequest
from specforge.findings.model import Related, Severity
from specforge.findings.show import status_line
from specforge.values.mediatypes import find_content
from specforge.values.requests import schema_of
from specforge.values.resources.bodies import success_schema

MOST_FAULTS = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A failure with what is needed to place it. ``operations`` finds any operation of the document by label."""

    failure: Failure
    operation: Operation
    requests: RequestJudge
    operations: dict[str, Operation]

    @property
    def case(self) -> Case:
        return self.failure.case

    @property
    def status(self) -> int:
        answer = self.case.exchange.answer
        return answer.status if answer else 0


def problems(judged: Judged) -> list[Problem]:
    """The problems that a failure means; none when our own judgement says that the engine is mistaken."""
    return _TABLE.get(judged.failure.kind, _other)(judged)


def claim_of(failure: Failure) -> Claim | None:
    """What the last request of a sequence shows, where that is not said of single ones."""
    return _CLAIMS.get(failure.kind)


def trouble_problem(trouble: Trouble, operation: Operation | None, document_place: Place) -> Problem:
    """What went wrong outside any answer, at the operation that it concerns or at the document."""
    place = _name_of(operation) if operation is not None else document_place
    rule, severity, message = _TROUBLES[trouble.kind]
    # Two exceptions are two causes.
    cause = trouble.message.partition(":")[0] if trouble.kind is TroubleKind.CRASH else ""
    is_general = trouble.kind is TroubleKind.UNTESTABLE and operation is not None
    if is_general:
        # What an engine cannot read in one operation it cannot read in another either.
        cause = trouble.message.partition(" at ")[0]
    return Problem(rule, message.format(trouble.message), place, severity, cause=cause, is_general=is_general)


_TROUBLES = {
    TroubleKind.TIMEOUT: ("no-answer", Severity.ERROR, "the server did not answer: {}"),
    TroubleKind.BROKEN: ("no-answer", Severity.ERROR, "there is no answer that can be read: {}"),
    TroubleKind.DOWN: ("server-down", Severity.ERROR, "the server stopped answering: {}"),
    TroubleKind.CRASH: ("server-error", Severity.ERROR, "the application raised {}"),
    TroubleKind.UNTESTABLE: ("not-tested", Severity.WARNING, "this could not be tested: {}"),
}


def not_tested(operation: Operation) -> Problem:
    """For an operation that nothing can be sent to."""
    reason = f"{operation.method} is no method that a request can have"
    if not operation.path.startswith("/"):
        reason = "its path does not start with a slash"
    elif "#" in operation.path:
        reason = "its path has a #, and what follows that is never sent"
    return Problem("not-tested", f"not tested: {reason}", _name_of(operation), Severity.INFO)


def _server_error(judged: Judged) -> list[Problem]:
    if judged.status < 500:
        # An interim response where a final one is expected: whether it is documented, is asked of every answer.
        return []
    if judged.case.probe and judged.status == 501:
        # RFC 9110 section 15.6.2: a method that is not known. Whether 405 would be better, is asked elsewhere.
        return []
    kind = "valid" if not judged.case.negative else "invalid"
    message = f"{status_line(judged.status)} in answer to {'an' if kind == 'invalid' else 'a'} {kind} request"
    if judged.case.probe:
        message = f"{status_line(judged.status)} in answer to a request that the document does not describe"
    return [Problem("server-error", message, _name_of(judged.operation))]


def _accepted(judged: Judged) -> list[Problem]:
    """Invalid data that got through: every keyword that the accepted request violates is one that nobody enforces."""
    header = judged.failure.facts.get("header_name", "")
    if header.lower() == "authorization":
        return _missing_credentials(judged)
    verdict = judged.requests.judge(judged.operation, judged.case.exchange.request)
    wanted = _aimed_at(verdict.faults, judged.case.aims)
    if wanted:
        version, exchange = judged.operation.node.resolver.version, judged.case.exchange
        return [accepted(fault, exchange, version) for fault in wanted[:MOST_FAULTS]]
    if verdict.certain and not verdict.faults:
        return []
    aim = judged.case.aims[0] if judged.case.aims else Aim("body")
    part = f"{aim.location} parameter {aim.parameter}" if aim.location != "body" and aim.parameter else aim.location
    where = f" ({aim.pointer})" if aim.pointer else ""
    message = f"invalid {part} accepted with {status_line(judged.status)}: {aim.description or 'invalid data'}{where}"
    return [Problem(RULE, message, _place_of_aim(judged.operation, aim))]


def proven(operation: Operation, case: Case, requests: RequestJudge) -> list[Problem]:
    """What an invalid request has shown that was accepted, as far as its faults can be named."""
    answer = case.exchange.answer
    if answer is None or not 200 <= answer.status < 300:
        return []
    wanted = _aimed_at(requests.judge(operation, case.exchange.request).faults, case.aims)
    return [accepted(fault, case.exchange, operation.node.resolver.version) for fault in wanted[:MOST_FAULTS]]


def _aimed_at(faults: list[Fault], aims: tuple[Aim, ...]) -> list[Fault]:
    """Those faults that the request was made to have; all of them when the engine does not say."""
    parts = {(aim.location, aim.parameter if aim.location != "body" else "") for aim in aims}
    aimed = [fault for fault in faults if (fault.location, fault.name) in parts]
    exact = [fault for fault in aimed if any(_ends_alike(fault.place, aim) for aim in aims)]
    return _without_consequences(exact or aimed or faults, faults)


def _without_consequences(wanted: list[Fault], faults: list[Fault]) -> list[Fault]:
    """A value of the wrong type breaks other keywords of its schema too, which proves nothing of them."""
    typed = {_schema_of(fault): fault for fault in faults if fault.place.tokens[-1:] == ("type",)}
    return list({fault.place: fault for fault in (typed.get(_schema_of(each), each) for each in wanted)}.values())


def _schema_of(fault: Fault) -> tuple[str, ...]:
    return (fault.place.file, *fault.place.tokens[:-1])


def _ends_alike(place: Place, aim: Aim) -> bool:
    return bool(aim.pointer) and place.pointer.endswith(aim.pointer)


def _missing_credentials(judged: Judged) -> list[Problem]:
    """A request without its Authorization. 403 refuses it too; whether that is documented is asked elsewhere.

    A header parameter of this name is ignored (OpenAPI "Parameter Object"): only ``security`` asks for credentials.
    """
    if judged.status in (401, 403) or judged.operation.is_public:
        return []
    message = f"{status_line(judged.status)} in answer to a request without credentials"
    return [Problem("auth-ignored", message, _security(judged.operation))]


def _rejected(judged: Judged) -> list[Problem]:
    """Valid data refused. A warning: a documented refusal may have a reason that no schema can say.

    An undocumented status is a problem of its own and not told twice.
    """
    request = judged.case.exchange.request
    is_documented = judged.operation.response_for(judged.status) is not None
    if judged.status not in REFUSES_DATA or not is_documented:
        return []
    if judged.requests.judge(judged.operation, request).faults or has_empty_list(judged.operation, request):
        return []
    if has_made_up_cursor(judged.operation, request):
        return []
    message = f"a request that is valid by the document is refused with {status_line(judged.status)}"
    help = "tighten the schema until it says what the server wants, or accept the request"
    return [Problem("positive-data-rejected", message, _input(judged.operation, judged.case), Severity.WARNING, help)]


def _auth_ignored(judged: Judged) -> list[Problem]:
    has_none = judged.failure.facts.get("scenario") == "no_auth"
    if judged.status >= 500:
        return []
    if not has_none and _is_basic(judged.case.exchange.request):
        # Where anybody is let in, 404 says that there is no such thing, and not that the password is wrong.
        return [_anybody(judged)] if judged.status < 300 else []
    if judged.status >= 300:
        return [_refused_otherwise(judged)]
    given = "without credentials" if has_none else "with invalid credentials"
    message = f"{status_line(judged.status)} in answer to a request {given}, 401 or 403 was to be expected"
    return [Problem("auth-ignored", message, _security(judged.operation))]


def _is_basic(request: SentRequest) -> bool:
    return (request.header("authorization") or "").lower().startswith("basic ")


def _anybody(judged: Judged) -> Problem:
    """Some services take any name and password on purpose: they are how a user is known, there is nothing to check."""
    message = f"{status_line(judged.status)} in answer to a request with a name and a password that are made up"
    help = "fine where a user is made by using a name; where not, the password is not checked"
    place = _security(judged.operation)
    return Problem("auth-ignored", message, place, Severity.INFO, help, cause="basic", is_general=True)


def _refused_otherwise(judged: Judged) -> Problem:
    """Nobody got in, but a client does not learn why."""
    message = f"a request without valid credentials is refused with {status_line(judged.status)} instead of 401 or 403"
    return Problem("auth-ignored", message, _security(judged.operation), Severity.WARNING, cause=str(judged.status))


def _unsupported_method(judged: Judged) -> list[Problem]:
    method = judged.failure.facts.get("method", judged.case.exchange.request.method)
    is_crash = judged.status >= 500 and judged.status != 501
    if is_crash or (judged.status != 405 and method in _methods_there(judged)):
        return []
    if judged.failure.facts.get("failure_reason") == "missing_allow_header":
        return [without_allow(judged.operation.path_item, method)]
    return [not_refused(judged.operation.path_item, method, judged.status)]


def _allow_header(judged: Judged) -> list[Problem]:
    """The engine does not know the custom methods of OpenAPI 3.2."""
    facts, item, known = judged.failure.facts, judged.operation.path_item, _methods_there(judged)
    missing = facts.get("missing_methods", ())
    added = [method for method in facts.get("undocumented_methods", ()) if method not in known]
    problem = wrong_allow(item, missing, added)
    return [problem] if problem is not None else []


def _methods_there(judged: Judged) -> set[str]:
    """The methods that the document has for the path that was asked for: ``/pets/mine`` is a ``/pets/{id}``, too."""
    own = judged.operation.path
    path = below_base(own, judged.case.exchange.request.path)
    templates = {operation.path for operation in judged.operations.values()}
    fitting = {template for template in templates if template == own or Router([template]).match(path)}
    return {operation.method.upper() for operation in judged.operations.values() if operation.path in fitting}


def _use_after_free(judged: Judged) -> list[Problem]:
    state = body_of(judged.case.exchange)
    if (isinstance(state, dict) and says_deleted(state)) or not _is_about_a_thing(judged.operation):
        return []
    message = f"{status_line(judged.status)} for a resource that was deleted before"
    related = _other_operation(judged, "deleted by")
    return [Problem("use-after-free", message, _name_of(judged.operation), Severity.WARNING, related=related)]


def _is_about_a_thing(operation: Operation) -> bool:
    """False where nothing is said of what is there, nor that it may be missing: a path that takes any text."""
    there = operation.path_item.operations
    says_missing = any(str(status) in each.responses for each in there for status in (404, 410))
    return says_missing or any(success_schema(each) is not None for each in there)


def _unavailable(judged: Judged) -> list[Problem]:
    if any(step.answer is not None and step.answer.status == 202 for step in judged.failure.facts.get("steps", ())):
        return []  # it is there some time, or never (RFC 9110 section 15.3.3)
    message = f"{status_line(judged.status)} for a resource that was created before"
    related = _other_operation(judged, "created by")
    return [Problem("resource-unavailable", message, _name_of(judged.operation), Severity.WARNING, related=related)]


def _other_operation(judged: Judged, role: str) -> tuple[Related, ...]:
    """The operation that came before, when the engine names it."""
    label = judged.failure.facts.get("operation")
    if label not in judged.operations or label == judged.operation.label:
        return ()
    return (Related(f"{role} {label}", _name_of(judged.operations[label])),)


def _other(judged: Judged) -> list[Problem]:
    message = " ".join(judged.failure.message.split())
    return [Problem("other", message, _name_of(judged.operation), Severity.WARNING)]


_CLAIMS: dict[Kind, Claim] = {Kind.USE_AFTER_FREE: TAKEN, Kind.RESOURCE_UNAVAILABLE: GONE}

_TABLE: dict[Kind, Callable[[Judged], list[Problem]]] = {
    Kind.SERVER_ERROR: _server_error,
    Kind.NEGATIVE_DATA_ACCEPTED: _accepted,
    Kind.POSITIVE_DATA_REJECTED: _rejected,
    Kind.AUTH_IGNORED: _auth_ignored,
    Kind.UNSUPPORTED_METHOD: _unsupported_method,
    Kind.ALLOW_HEADER: _allow_header,
    Kind.USE_AFTER_FREE: _use_after_free,
    Kind.RESOURCE_UNAVAILABLE: _unavailable,
}


def _name_of(operation: Operation) -> Place:
    """The key of the operation (``get:``): what a reader looks for."""
    return operation.node.key_place


def _security(operation: Operation) -> Place:
    """The security requirement that applies: the operation's own, else the document's."""
    requirements = operation.security
    return requirements[0].place if requirements else _name_of(operation)


def _input(operation: Operation, case: Case) -> Place:
    """The part of the document that says what may be sent: the body's schema, else the parameters."""
    body, request = operation.request_body, case.exchange.request
    if body is not None and request.body:
        key = find_content(body.content, request.header("content-type"))
        schema = body.content[key].schema if key else None
        return schema.place if schema is not None else keyword(body, "content")
    parameters = operation.own_parameters
    return keyword(operation, "parameters") if parameters else _name_of(operation)


def _place_of_aim(operation: Operation, aim: Aim) -> Place:
    """As near to the keyword as the engine's hint leads."""
    if aim.location == "body":
        content = operation.request_body.content if operation.request_body else {}
        media = content.get(aim.parameter or "") or next(iter(content.values()), None)
        view = media.schema if media and media.schema else media
        place = _below(view, aim.pointer) if view is not None else _name_of(operation)
    else:
        found = (p for p in operation.parameters if (p.location, p.name) == (aim.location, aim.parameter))
        parameter = next(found, None)
        place = _below(schema_of(parameter) or parameter, aim.pointer) if parameter else _name_of(operation)
    return place


def _below(view: View, pointer: str) -> Place:
    """The place of the keyword that a pointer leads to, through references; of the view where there is none."""
    node = view.node.at(*split_pointer(pointer)) if pointer.startswith("/") else None
    return node.place if node is not None else view.place
