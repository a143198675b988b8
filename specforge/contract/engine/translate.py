"""From Schemathesis' engine events to ours: the adapter's reading half, pure and without imports from there.

The events are no documented interface, and their modules moved often. So they are known by the names of their classes
and attributes only, and ``tests/contract/test_translate.py`` pins each name that is read here.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

from specforge.contract.engine.disguise import authors_label
from specforge.contract.engine.handover import authors_words
from specforge.contract.events import (
    Aim,
    Case,
    Ended,
    Event,
    Failure,
    Kind,
    PhaseBegan,
    PhaseEnded,
    ScenarioBegan,
    ScenarioEnded,
    Trouble,
    TroubleKind,
)
from specforge.findings.exchange import Answer, Exchange, SentRequest

# Failure classes by name: their modules moved between releases, and an unknown one is still reported.
_KINDS = {
    "ServerError": Kind.SERVER_ERROR,
    "ContentTypeServerError": Kind.SERVER_ERROR,
    "AcceptedNegativeData": Kind.NEGATIVE_DATA_ACCEPTED,
    "MissingHeaderNotRejected": Kind.NEGATIVE_DATA_ACCEPTED,
    "RejectedPositiveData": Kind.POSITIVE_DATA_REJECTED,
    "IgnoredAuth": Kind.AUTH_IGNORED,
    "UnsupportedMethodResponse": Kind.UNSUPPORTED_METHOD,
    "AllowHeaderMismatch": Kind.ALLOW_HEADER,
    "UseAfterFree": Kind.USE_AFTER_FREE,
    "EnsureResourceAvailability": Kind.RESOURCE_UNAVAILABLE,
}
_FACTS = ("header_name", "missing_methods", "undocumented_methods", "method", "failure_reason", "scenario", "operation")
_PROBES = ("unspecified_http_method", "malformed_content_type", "unsupported_content_type")
# Frames of these files stand between the engine and an application that runs in this process.
_BRIDGES = ("specforge/contract/transport/asgi.py", "schemathesis/python/asgi.py", "schemathesis/transport/wsgi.py")


def translate(event: Any) -> Iterator[Event]:
    """Our events for one of the engine's; none for what we do not need."""
    match type(event).__name__:
        case "PhaseStarted":
            yield PhaseBegan(event.phase.name.value)
        case "PhaseFinished":
            reason = event.phase.skip_reason
            yield PhaseEnded(event.phase.name.value, reason.value if reason else None)
        case "ScenarioStarted":
            yield ScenarioBegan(event.phase.value, authors_label(event.label or ""))
        case "ScenarioFinished":
            yield scenario_of(event.recorder, event.phase.value, authors_label(event.label or ""))
        case "NonFatalError" if type(event.value).__name__ != "GivenUp":
            yield _trouble(event)
        case "FatalError":
            yield gave_up(event.exception)
            yield Ended("failed")
        case "EngineFinished":
            yield Ended(event.stop_reason.value)


def gave_up(error: BaseException) -> Trouble:
    """Schemathesis itself broke, and with it the run."""
    message = f"Schemathesis gave up: {type(error).__name__}: {error}"
    return Trouble(TroubleKind.UNTESTABLE, authors_words(message), trace=_innermost_frames(error))


def scenario_of(recorder: Any, phase: str, label: str) -> ScenarioEnded:
    """What was recorded of one operation in one phase, or of one chain of operations."""
    cases = {case_id: _case(recorder, case_id, phase) for case_id in recorder.interactions if case_id in recorder.cases}
    failures = [
        _failure(check.failure_info.failure, cases, case_id, recorder)
        for case_id, checks in recorder.checks.items()
        for check in checks
        if check.failure_info is not None and (check.failure_info.failure.case_id or case_id) in cases
    ]
    return ScenarioEnded(phase, label, tuple(cases.values()), tuple(failures))


def _case(recorder: Any, case_id: str, phase: str) -> Case:
    case = recorder.cases[case_id].value
    meta = case.meta
    exchange = _exchange(recorder.interactions[case_id])
    if meta is None:
        return Case(authors_label(case.operation.label), exchange, phase)
    scenario = getattr(meta.phase.data, "scenario", None)
    negative = meta.generation.mode.value == "negative"
    aims = tuple(_aims(meta.phase.data)) if negative else ()
    return Case(authors_label(case.operation.label), exchange, phase, negative, scenario in _PROBES, aims)


def _aims(data: Any) -> Iterator[Aim]:
    """What a negative case was made to break. ``data`` is the metadata of its phase."""
    description = data.description or ""
    if data.parameter_location is not None and not data.mutations:
        yield Aim(data.parameter_location.value, data.parameter, data.location or "", description)
    for mutation in data.mutations:
        pointer = mutation.schema_pointer + (f"/{mutation.keywords[0]}" if len(mutation.keywords) == 1 else "")
        yield Aim(mutation.parameter_location.value, mutation.parameter, pointer, description)


def _exchange(interaction: Any) -> Exchange:
    request, response = interaction.request, interaction.response
    sent = SentRequest(request.method, request.uri, _sent_headers(request.headers), request.body)
    if response is None:
        return Exchange(sent, None)
    headers = {name.lower(): tuple(values) for name, values in response.headers.items()}
    body = response.content or b""
    return Exchange(sent, Answer(response.status_code, headers, body, response.elapsed, response.is_truncated))


def _sent_headers(headers: Mapping[str, list[Any]]) -> dict[str, str]:
    """Without the engine's own marker."""
    pairs = {name: values[0] for name, values in headers.items() if name.lower() != "x-schemathesis-testcaseid"}
    return {name: v.decode("latin-1") if isinstance(v, bytes) else str(v) for name, v in pairs.items()}


def _failure(failure: Any, cases: dict[str, Case], parent_id: str, recorder: Any) -> Failure:
    case_id = failure.case_id or parent_id
    facts = {name: getattr(failure, name) for name in _FACTS if getattr(failure, name, None) is not None}
    if "operation" in facts:
        facts["operation"] = authors_label(str(facts["operation"]))
    if cases[case_id].phase == "stateful":
        chain = recorder.iter_chain_cases(case_id=case_id, related_case_ids=failure.related_case_ids())
        facts["steps"] = tuple(cases[case.id].exchange for case in chain if case.id in cases)
    kind = _KINDS.get(type(failure).__name__, Kind.OTHER)
    return Failure(kind, cases[case_id], failure.message or failure.title, facts)


# Answers that no client can read to their end.
_UNREADABLE = {"ChunkedEncodingError", "ContentDecodingError", "TooManyRedirects"}


def _trouble(event: Any) -> Trouble:
    error, info = event.value, event.info
    names = {kind.__name__ for kind in type(error).__mro__ if kind.__module__ != "builtins"}
    operation = authors_label(event.label) if event.related_to_operation else None
    curl = info.code_sample or _noted_curl(error)
    if names & {"ServerUnavailable", "UnhealthyAPIError"}:
        return Trouble(TroubleKind.DOWN, str(error).partition("\n")[0], None, curl)
    if "TooLong" in names:
        return Trouble(TroubleKind.TIMEOUT, f"no complete answer in {error.seconds:g} s", operation, curl)
    if "Timeout" in names:
        seconds = re.search(r"timeout=([\d.]+)", str(error))
        return Trouble(TroubleKind.TIMEOUT, f"gave up after {seconds[1]} s" if seconds else "gave up", operation, curl)
    if "ConnectionError" in names:
        return Trouble(_connection_kind(error), info.message, operation, curl)
    if names & _UNREADABLE:
        return Trouble(TroubleKind.BROKEN, info.message, operation, curl)
    if _comes_from_the_application(error):
        message = f"{type(error).__name__}: {error}".rstrip(": ")
        return Trouble(TroubleKind.CRASH, message, operation, curl, _innermost_frames(error))
    return Trouble(TroubleKind.UNTESTABLE, _in_short(info.title, authors_words(info.message)), operation, curl)


def _in_short(title: str, message: str) -> str:
    """What is wrong and where, without advice that says no more."""
    known = r" Location: (.+) Problematic definition: (.+?) Error details: .*"
    told = re.sub(known, r" \2 at \1", message)
    return told if title == "Schema Error" else f"{title}: {told}"


def _connection_kind(error: BaseException) -> TroubleKind:
    """Nobody listens (the server is down), or somebody hung up in the middle of an exchange."""
    refused = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "Connection refused")
    return TroubleKind.DOWN if any(name in repr(error) for name in refused) else TroubleKind.BROKEN


def _noted_curl(error: BaseException) -> str | None:
    """The command that the engine attaches to an exception that left the application."""
    notes = [note for note in getattr(error, "__notes__", ()) if "Reproduce with:" in note]
    return notes[0].partition("Reproduce with:")[2].strip() if notes else None


def _comes_from_the_application(error: BaseException) -> bool:
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.filename.replace("\\", "/").endswith(_BRIDGES) for frame in frames)


def _innermost_frames(error: BaseException) -> str:
    """Where it broke."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return "".join([*traceback.format_list(frames), *traceback.format_exception_only(error)]).rstrip()
