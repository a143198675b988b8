"""What the contract wants of the user's code: the classes and methods that a first run would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from specforge.gen.manifest import Known
from specforge.gen.plan import Group, Operation, Plan
from specforge.gen.target import File
from specforge.gen.userfiles.classes import Class, classes_of
from specforge.gen.userfiles.script import Script
from specforge.gen.userfiles.signatures import Signature, signature_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service class: ``path`` is the user's file that a first run writes it into, ``text`` what it writes."""

    group: Group
    path: str
    text: str
    signatures: dict[str, Signature] = field(repr=False)

    @property
    def operations(self) -> Iterator[tuple[str, Operation, Signature]]:
        """The operations with their keys: ``BooksService.list_books``."""
        for operation in self.group.operations:
            if operation.name in self.signatures:
                yield f"{self.group.service}.{operation.name}", operation, self.signatures[operation.name]


def wanted_of(plan: Plan, files: Iterable[File]) -> list[Wanted]:
    """The service classes, whatever the target: the user's files among ``files`` have them."""
    groups = {group.service: group for group in plan.groups}
    found = []
    for file in files:
        if file.is_users and file.path.endswith(".py"):
            script = Script(Path(file.path), file.text.encode())
            for one in classes_of(script):
                if group := groups.pop(one.name, None):
                    found.append(Wanted(group, file.path, file.text, _signatures(one)))
    return found


def operations_of(plan: Plan, wanted: Iterable[Wanted]) -> dict[str, Known]:
    """What the manifest keeps of each operation."""
    signatures = {key: signature.text for one in wanted for key, _, signature in one.operations}
    keyed = ((f"{group.service}.{one.name}", one) for group in plan.groups for one in group.operations)
    return {key: Known(one.label, signatures.get(key, ""), one.digest) for key, one in keyed}


def _signatures(one: Class) -> dict[str, Signature]:
    return {name: signature_of(node) for name, node in one.methods.items() if node is not None}
