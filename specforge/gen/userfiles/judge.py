"""The user's code held against the contract: what is missing, what is dead, which signatures are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.findings.model import Finding, Related, Severity
from specforge.gen.manifest import Known
from specforge.gen.plan import Operation, Plan
from specforge.gen.userfiles.classes import Class, Classes, is_stub
from specforge.gen.userfiles.code import UserCode
from specforge.gen.userfiles.expected import Wanted
from specforge.gen.userfiles.signatures import Function, Signature, parse_signature, signature_of

_RENAMED = "gen-renamed-operation"
_STUBS = "`specforge gen --stubs` adds it"


@dataclass(slots=True)
class Judgement:
    """``missing`` are the names of methods by service, ``outdated`` what the manifest has to remember of the methods
    that are findings, ``implemented`` counts methods that are more than stubs."""

    findings: list[Finding] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    outdated: dict[str, Known] = field(default_factory=dict)
    implemented: int = 0


class Judge:
    """Holds the code of one user against one plan, and against what the manifest says of the contract before."""

    def __init__(self, document: Document, plan: Plan, code: UserCode) -> None:
        self._places = {operation.label: operation.place for operation in document.operations}
        self._plan = plan
        self._code = code
        self._manifest = code.manifest
        self._before = {**code.manifest.record.operations, **code.manifest.record.outdated}
        self._classes = Classes(code.scripts.values())
        self._made = Judgement()

    def judge(self, wanted: Iterable[Wanted]) -> Judgement:
        """Everything that is to be said."""
        self._made = Judgement()
        wanted = list(wanted)
        current = {key: operation for one in wanted for key, operation, _ in one.operations}
        for script in self._code.scripts.values():
            if script.problem:
                message, place = script.problem
                self._add("gen-syntax", Severity.ERROR, f"this file is no Python: {message}", place)
        for key, known in self._before.items():
            if key not in current:
                self._dead(key, known, current, wanted)
        for one in wanted:
            self._service(one)
        self._retired()
        return self._made

    def _service(self, wanted: Wanted) -> None:
        group = wanted.group
        own = self._classes.find(group.service, group.protocol)
        if own is None:
            self._no_class(wanted)
            return
        methods = self._classes.methods(own)
        sees_all = self._classes.knows_all_of(own, group.protocol)
        for key, operation, signature in wanted.operations:
            if operation.name in methods:
                owner, node = methods[operation.name]
                if node is not None:
                    self._made.implemented += not is_stub(node)
                    self._signature(key, operation, signature, owner, node)
            elif sees_all:
                self._missing(own, wanted, operation)

    def _no_class(self, wanted: Wanted) -> None:
        """A class that is to be written yet is no finding; one that the user has removed is."""
        script = self._code.scripts.get(wanted.path)
        if script is not None and script.problem:
            return
        if script is None and wanted.path not in self._manifest.written_once:
            return
        self._made.missing[wanted.group.service] = [operation.name for _, operation, _ in wanted.operations]
        place = script.place(script.tree) if script else self._places.get(wanted.group.operations[0].label)
        if place is not None:
            message = f"there is no class `{wanted.group.service}`: all operations of {wanted.group.tag!r} answer 501"
            self._add("gen-missing-service", Severity.WARNING, message, place, help=_STUBS)

    def _missing(self, own: Class, wanted: Wanted, operation: Operation) -> None:
        self._made.missing.setdefault(wanted.group.service, []).append(operation.name)
        if any(one.rule == _RENAMED and one.operation == operation.label for one in self._made.findings):
            return
        message = f"`{own.name}` has no method `{operation.name}`: {operation.label} answers 501"
        place = own.script.place(own.node, own.name, operation.name)
        self._add("gen-missing-operation", Severity.WARNING, message, place, operation.label, _STUBS)

    def _signature(self, key: str, operation: Operation, wanted: Signature, owner: Class, node: Function) -> None:
        own = signature_of(node)
        broken = list(_broken(own, wanted))
        before = [one for known in self._history(key) if (one := parse_signature(known.signature))]
        changed = [] if broken else list(_changed(own, wanted, before))
        if not broken and not changed:
            return
        known = next((known for known in self._history(key) if known.signature), None)
        if known is not None:
            self._made.outdated[key] = known
        severity = Severity.ERROR if broken else Severity.WARNING
        message = f"`{node.name}` does not fit {operation.label} any more: {'; '.join(broken or changed)}"
        place = owner.script.place(node, owner.name, node.name)
        details = {"old": own.text, "new": wanted.text}
        self._add("gen-changed-signature", severity, message, place, operation.label, None, details)

    def _history(self, key: str) -> Iterator[Known]:
        """The operation as earlier contracts had it, the oldest first."""
        record = self._manifest.record
        yield from (known[key] for known in (record.outdated, record.operations) if key in known)

    def _dead(self, key: str, known: Known, current: Mapping[str, Operation], wanted: list[Wanted]) -> None:
        """A method of an operation that is gone, renamed, or of another tag by now."""
        service, _, name = key.partition(".")
        own = self._classes.find(service, service.removesuffix("Service") + "Protocol")
        owner, node = self._classes.methods(own).get(name, (None, None)) if own else (None, None)
        if owner is None or node is None:
            return
        self._made.outdated[key] = known
        new = next((other for other, operation in current.items() if operation.label == known.label), None)
        place = owner.script.place(node, owner.name, name)
        if new is None:
            message = f"{known.label} is gone from the contract: nothing calls `{name}`"
            self._add("gen-dead-method", Severity.WARNING, message, place, known.label, "remove it")
            return
        new_service, _, new_name = new.partition(".")
        path = next(one.path for one in wanted if one.group.service == new_service)
        if new_service == service:
            message = f"{known.label} is called `{new_name}` now: nothing calls `{name}`"
            help = f"rename it to `{new_name}`, or move its code there"
        else:
            message = f"{known.label} is `{new_name}` of `{new_service}` now: nothing calls it here"
            help = f"move it to `{new_service}` in {path}"
        self._add(_RENAMED, Severity.WARNING, message, place, known.label, help)

    def _retired(self) -> None:
        places = self._code.references.names
        bases = {".".join(base) for base in self._plan.retired.bases}
        for label in self._plan.retired.labels:
            if label in places:
                lost = "no class to derive from any more" if label in bases else "gone from the contract"
                message = f"`{label}` is {lost}: a placeholder stands in for it"
                self._add("gen-retired-name", Severity.WARNING, message, places[label])
        for name in self._plan.retired.services:
            message = f"the contract has no services `{name}` any more"
            self._add("gen-retired-name", Severity.WARNING, message, self._code.references.arguments[name])

    def _add(
        self,
        rule: str,
        severity: Severity,
        message: str,
        place: Place,
        label: str | None = None,
        help: str | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        contract = self._places.get(label or "")
        related = (Related("the operation", contract),) if contract is not None and contract != place else ()
        self._made.findings.append(
            Finding(rule, severity, message, place, label, help, related=related, details=details or {})
        )


def _broken(own: Signature, wanted: Signature) -> Iterator[str]:
    """What makes each call fail."""
    if own.is_async != wanted.is_async:
        yield f"it must {'' if wanted.is_async else 'not '}be async"
    missing = [] if own.takes_any else [name for name in wanted.parameters if name not in own.parameters]
    if missing:
        yield f"it does not take {_listed(missing)}"
    unknown = [name for name in own.parameters if name in own.required and name not in wanted.parameters]
    if unknown:
        yield f"it wants {_listed(unknown)}, which nobody gives it"


def _changed(own: Signature, wanted: Signature, before: Iterable[Signature]) -> Iterator[str]:
    """The types that were those of an earlier contract, and are not those of this one. Others are the user's choice."""
    unused = [name for name in own.parameters if name not in own.required and name not in wanted.parameters]
    earlier = list(before)
    gone = [name for name in unused if any(name in one.parameters for one in earlier)]
    if gone:
        yield f"{_listed(gone)} is not given any more"
    for name, type in wanted.types.items():
        mine = own.types.get(name)
        if mine is not None and mine != type and any(one.types.get(name) == mine for one in earlier):
            yield f"{'the result' if name == 'return' else f'`{name}`'} is `{type}`, not `{mine}`"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
