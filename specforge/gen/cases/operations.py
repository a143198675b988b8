"""The tests of an operation: its success, and every documented error that the contract says how to bring about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Operation
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.cases.draft import draft_of, written
from specforge.gen.cases.refusals import plan_refusals, refusal_statuses
from specforge.gen.context import Context
from specforge.gen.plan import Operation as PlannedOperation
from specforge.gen.plan_cases import Cases, Refusal, Sample, Untested
from specforge.values.requests import Draft, schema_of
from specforge.values.sample import Unsatisfiable

_NOBODY = "00000000-0000-4000-8000-000000000000"
_STRANGERS: tuple[Any, ...] = (_NOBODY, "nobody-has-this-one", "nobody", 2147483646, 987654, 9999, 999)
_UNSAID = "the contract does not say which request is answered like this"


def plan_cases(context: Context, operation: Operation, planned: PlannedOperation) -> tuple[Sample, Cases]:
    """The sample request, and the cases besides. Without a sample there are none."""
    try:
        draft = draft_of(context, operation)
    except Unsatisfiable as problem:
        return Sample(problem=f"no valid request could be made up: {problem.message}"), Cases()
    refusals = plan_refusals(context, draft)
    unknown = _unknown(context, draft) if "404" in operation.responses else None
    anonymous = "401" in operation.responses and planned.is_secured and not operation.is_public
    unsupported = "415" in operation.responses and _has_narrow_body(draft)
    tested = {str(planned.status) if planned.success.status.isdigit() else planned.success.status}
    if refusals.parameters or refusals.values or refusals.missing:
        tested |= {"400", "422"} if len(refusals.statuses) > 1 else {str(refusals.statuses[0])}
        tested |= {"4XX", "default"}
    tested |= {"404"} if unknown else set()
    tested |= {"401"} if anonymous else set()
    tested |= {"415"} if unsupported else set()
    cases = Cases(
        refusals=refusals,
        unknown=unknown,
        anonymous=anonymous,
        unsupported=unsupported,
        untested=tuple(_untested(operation, tested)),
        errors=tuple(_errors(planned, unknown, anonymous, refusal_statuses(operation))),
    )
    return written(draft), cases


def _untested(operation: Operation, tested: set[str]) -> Iterator[Untested]:
    for status in operation.responses:
        is_status = status == "default" or (len(status) == 3 and status[0] in "2345")
        if is_status and status not in tested:
            yield Untested(status, _UNSAID)


def _errors(
    planned: PlannedOperation, unknown: Refusal | None, anonymous: bool, refused: tuple[int, ...]
) -> Iterator[tuple[str, str]]:
    """The JSON bodies of the errors that are provoked."""
    wanted = {*map(str, refused), "415", *(["404"] if unknown else []), *(["401"] if anonymous else [])}
    for response in planned.responses:
        if response.status in wanted and response.kind == "json":
            yield response.status, response.wire_code


def _has_narrow_body(draft: Draft) -> bool:
    body = draft.operation.request_body
    return draft.media is not None and body is not None and not any("*" in name for name in body.content)


def _unknown(context: Context, draft: Draft) -> Refusal | None:
    """The sample with another value of its last path parameter: one that nothing is known by."""
    views = [view for view, _ in draft.parameters if view.location == "path"]
    views.sort(key=lambda view: draft.operation.path.find(f"{{{view.name}}}"))
    if not views:
        return None
    value = _stranger(context, draft, views[-1])
    if value is None:
        return None
    return Refusal(views[-1].name, repr(written(draft.with_parameter(views[-1], value)).url))


def _stranger(context: Context, draft: Draft, view: ParameterView) -> Any:
    """A valid value that is no other than by chance somebody's; None where the schema leaves no room for that."""
    schema = schema_of(view)
    if schema is None or schema.enum is not None:
        return None
    compiled = context.checker.compile(schema, "request")
    current = draft.value_of(view)
    wanted = [one for one in _STRANGERS if type(one) is type(current) and one != current]
    return next((one for one in wanted if compiled.is_valid(one)), None)
