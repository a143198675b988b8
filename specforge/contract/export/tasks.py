"""What a load test does, lowered from the document: a task for each operation, with a request ready to be sent."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from specforge.contract.export.chains import Chains, Learned
from specforge.contract.export.credentials import Credential, credentials_of
from specforge.document.model import Document, Operation, Parameter
from specforge.values.check import SchemaChecker
from specforge.values.mediatypes import is_json, is_json_sequence
from specforge.values.requests import Draft, draft_of, is_shown
from specforge.values.sample import Unsatisfiable

WEIGHT = "x-specforge-weight"
_SAFE = ("get", "head", "options", "query")
_WEIGHT_OF_READING = 5
# Names that the user of a load test has already.
_TAKEN = frozenset(
    {"abstract", "client", "environment", "fixed_count", "forget", "host", "known", "known_id", "learn", "made"}
    | {"made_id", "network_timeout", "on_start", "on_stop", "rest", "run", "send", "start", "stop", "tasks", "wait"}
    | {"wait_time", "weight", "wait_function", "context", "scheduler", "self"}
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A path parameter that takes the id of a thing that was seen, or made by the user itself where ``is_own``.
    ``fallback`` is the value that is used until then, None where it is better to wait."""

    variable: str
    kind: str
    fallback: str | None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One operation. ``path`` and ``expected`` are expressions; ``body`` holds the argument of the request that is its
    body, by its name, and ``credentials`` the names of schemes."""

    name: str
    label: str
    summary: str
    weight: int
    path: str
    expected: str
    headers: dict[str, str]
    body: dict[str, object]
    credentials: tuple[str, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    learned: tuple[Learned, ...] = ()


@dataclass(slots=True)
class Plan:
    """Everything that the template needs. ``left_out`` says by label why there is no task for an operation."""

    title: str
    document: str
    host: str
    base: str
    credentials: dict[str, Credential]
    tasks: list[Task] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def variables(self) -> list[str]:
        """Of the environment."""
        return sorted({each.variable for each in self.credentials.values()})

    @property
    def learns(self) -> bool:
        return any(task.learned for task in self.tasks)

    @property
    def owns(self) -> bool:
        """True where users delete what they have made."""
        return any(chosen.is_own for task in self.tasks for chosen in task.chosen)


def plan_of(document: Document, operations: Iterable[Operation]) -> Plan:
    """The load test of these operations."""
    operations = list(operations)
    checker, chains = SchemaChecker(document), Chains(document)
    plan = Plan(
        document.title,
        PurePath(document.root.name).name,
        _host(document),
        document.base_paths[0],
        credentials_of(document),
    )
    names = _names(operations)
    for operation in operations:
        weight = _weight(operation)
        if not weight:
            plan.left_out[operation.label] = f"its weight is 0 ({WEIGHT})"
            continue
        try:
            draft = draft_of(operation, checker, with_examples=True)
        except Unsatisfiable as problem:
            plan.left_out[operation.label] = f"no valid request was found: {problem.message}"
            continue
        plan.tasks.append(_task(operation, draft, names[operation.label], weight, plan.credentials, chains))
    used = {name for task in plan.tasks for name in task.credentials}
    plan.credentials = {name: each for name, each in plan.credentials.items() if name in used}
    return plan


def _task(
    operation: Operation, draft: Draft, name: str, weight: int, known: dict[str, Credential], chains: Chains
) -> Task:
    chosen = {view.name: found for view in _path_parameters(operation) if (found := _chosen(view, draft, chains))}
    marked = draft
    for view in _path_parameters(operation):
        if view.name in chosen:
            marked = marked.with_parameter(view, _mark(chosen[view.name]))
    target, headers = marked.target()
    type_header, body = _body(draft)
    return Task(
        name=name,
        label=operation.label,
        summary=" ".join((operation.summary or "").split()),
        weight=weight,
        path=_expression(target, chosen.values()),
        expected=_expected(operation),
        headers=headers | type_header,
        body=body,
        credentials=tuple(_needed(operation, known)),
        chosen=tuple(chosen.values()),
        learned=tuple(chains.learned(operation)),
    )


def _body(draft: Draft) -> tuple[dict[str, str], dict[str, object]]:
    """The header that names the media type, where nobody else does, and the argument for the body."""
    content = draft.content()
    if content is None or draft.media is None:
        return {}, {}
    name = draft.media.name
    if is_json(name) and not is_json_sequence(name) and _is_plain(draft.body):
        return {} if name == "application/json" else {"Content-Type": content[0]}, {"json": draft.body}
    return {"Content-Type": content[0]}, {"data": content[1]}


def _is_plain(value: object) -> bool:
    """True for what has a literal; anything else is sent as bytes."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float | bool)


def _path_parameters(operation: Operation) -> list[Parameter]:
    return [view for view in operation.parameters if view.location == "path"]


def _chosen(view: Parameter, draft: Draft, chains: Chains) -> Chosen | None:
    operation = draft.operation
    kind = chains.kind_of(operation, view)
    if kind is None:
        return None
    is_own = operation.method == "delete" and chains.is_made(kind)
    waits = not is_shown(view) and chains.is_seen(kind)
    return Chosen(_snake(view.name, _TAKEN), kind, None if waits else str(draft.value_of(view)), is_own)


def _mark(chosen: Chosen) -> str:
    return f"SPECFORGE.{chosen.variable}.SPECFORGE"


def _expression(target: str, chosen: Iterable[Chosen]) -> str:
    """The path as Python: a text, or one with the ids of things in it."""
    chosen = list(chosen)
    if not chosen:
        return repr(target)
    text = repr(target.replace("{", "{{").replace("}", "}}"))
    for one in chosen:
        text = text.replace(_mark(one), f"{{{one.variable}}}")
    return f"f{text}"


def _needed(operation: Operation, known: dict[str, Credential]) -> list[str]:
    """The schemes of the first alternative that can be carried."""
    alternatives = [list(requirement.schemes) for requirement in operation.security]
    if not alternatives or [] in alternatives:
        return []
    found = [names for names in alternatives if all(name in known for name in names)]
    return found[0] if found else []


def _expected(operation: Operation) -> str:
    """The statuses of success, as an expression."""
    exact = sorted(int(code) for code in operation.responses if re.fullmatch("[23][0-9]{2}", code))
    has_range = any(re.fullmatch("2XX", code, re.IGNORECASE) for code in operation.responses)
    return f"{tuple(exact)!r}" if exact and not has_range else "range(200, 300)"


def _weight(operation: Operation) -> int:
    given = operation.get(WEIGHT)
    if isinstance(given, int) and not isinstance(given, bool) and given >= 0:
        return given
    return _WEIGHT_OF_READING if operation.method in _SAFE else 1


def _host(document: Document) -> str:
    """Where the first server with a whole URL is."""
    urls = (re.match(r"https?://[^/{}]+", server.url or "") for server in document.servers)
    return next((match[0] for match in urls if match), "http://localhost:8000")


def _names(operations: list[Operation]) -> dict[str, str]:
    """A name for each task, by label."""
    found: dict[str, str] = {}
    taken = set(_TAKEN)
    for operation in operations:
        name = _snake(operation.operation_id or operation.label, taken)
        taken.add(name)
        found[operation.label] = name
    return found


def _snake(text: str, taken: Iterable[str]) -> str:
    """``listBooks`` and ``GET /books/{id}`` as names of Python that nothing else has."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") or "task"
    name = f"task_{name}" if name[0].isdigit() or keyword.iskeyword(name) else name
    return next(one for one in _numbered(name) if one not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1
