"""Rule: one kind of change that diff looks for. A module in ``specforge.diff.rules`` declares one with its ids.

    @rule(
        "Schema",
        errors=("request-body-max-length-decreased", "response-body-max-length-increased"),
        infos=("request-body-max-length-increased",),
    )
    def check(pair: SchemaPair, context: Context) -> Iterator[Note]:
        '''The longest text that is allowed changed.'''

One change has many ids: the same keyword breaks clients in a request and servers' promises in a response. A rule owns
all ids of its kind, and each id has a severity. A check is called with every pair of the kinds that it asks for. Its
page is the Markdown file beside the module.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specforge.diff.catalog import modules
from specforge.diff.change import Rung
from specforge.diff.pairs import DocumentPair, Note
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.settings import DiffSettings
from specforge.findings.model import Severity
from specforge.registry import Registry

if TYPE_CHECKING:
    from specforge.diff.proof import Proof

_PROOF = "specforge.diff.proof"
_MOST_PROOFS = 1000
_MOST_SOUGHT = 100


@dataclass(frozen=True)
class Context:
    """What a check may ask besides the pair it was given; one for each comparison."""

    documents: DocumentPair
    settings: DiffSettings
    memory: dict[str, Any] = field(default_factory=dict)

    def prove(self, pair: SchemaPair, own: frozenset[str] | None = None) -> Proof | None:
        """A message that tells both sides apart; None where none is found, or was not looked for.

        ``own``: by one of these keywords of the schema itself, not by what a schema in it says.
        """
        if not self.may_prove:
            return None
        self.memory["proofs"] = self.memory.get("proofs", 0) + 1
        found: Proof | None = self._prover.prove(pair, own)
        return found

    def seek(self, pair: SchemaPair) -> Proof | None:
        """A message that tells both sides apart, sought in all places: for what no rule speaks of."""
        self.memory["sought"] = self.memory.get("sought", 0) + 1
        if not self.settings.prove or self.memory["sought"] > _MOST_SOUGHT:
            return None
        found: Proof | None = self._prover.seek(pair)
        return found

    @property
    def _prover(self) -> Any:
        if "prover" not in self.memory:
            # Validators are imported for documents that differ only.
            self.memory["prover"] = importlib.import_module(_PROOF).Prover(self.documents)
        return self.memory["prover"]

    @property
    def may_prove(self) -> bool:
        """Looking takes time, so that after many changes no more proofs are looked for."""
        return self.settings.prove and self.memory.get("proofs", 0) < _MOST_PROOFS


Check = Callable[[Any, Context], Iterator[Note]]


@dataclass(frozen=True)
class Rule:
    """A rule as it is registered; see the parameters of ``rule`` for the fields."""

    name: str
    check: Check
    on: tuple[str, ...]
    severities: Mapping[str, Severity] = field(hash=False)
    rungs: Mapping[str, Rung] = field(hash=False)

    @property
    def summary(self) -> str:
        """The first line of the check's docstring: what changed, as a sentence."""
        return (self.check.__doc__ or self.name).strip().splitlines()[0]

    @property
    def page_path(self) -> Path:
        module = sys.modules[self.check.__module__]
        return Path(str(module.__file__)).with_suffix(".md")

    @property
    def page(self) -> str:
        """The rule's page: what, why, an example, what to do. Empty for a plug-in that ships none."""
        path = self.page_path
        return path.read_text(encoding="utf-8") if path.is_file() else ""


# By id: a rule is there once for each of its own.
RULES: Registry[Rule] = Registry(
    "change", package="specforge.diff.rules", group="specforge.diff_rules", modules=modules
)


def all_rules() -> list[Rule]:
    """Every rule once, sorted by name."""
    return sorted({id(rule): rule for rule in RULES.values()}.values(), key=lambda rule: rule.name)


def rule(
    *on: str,
    errors: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
    infos: tuple[str, ...] = (),
    wire: tuple[str, ...] = (),
    client: tuple[str, ...] = (),
    server: tuple[str, ...] = (),
    docs: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Registers the decorated check as a rule.

    ``on``: the kinds of pairs that it is called with: ``Document``, ``Operation``, ``Parameter``, ``Body``,
    ``Response``, ``Header``, ``MediaType`` or ``Schema``; ``Unnamed`` are schemas that differ in keywords of which
    no rule said anything, and ``Changes`` is all that was found.
    ``errors``, ``warnings``, ``infos``: its ids by severity. What a check notes under an id that is not declared is
    nobody's concern.
    ``wire``, ``client``, ``server``, ``docs``: those of its ids (or globs of them) that stand on another rung than
    their severity says; errors and warnings break messages, and infos only tell.
    """

    def register(check: Check) -> Check:
        severities = {
            id: severity
            for severity, ids in ((Severity.ERROR, errors), (Severity.WARNING, warnings), (Severity.INFO, infos))
            for id in ids
        }
        wanted = {Rung.DOCS: docs, Rung.SERVER: server, Rung.CLIENT: client, Rung.WIRE: wire}
        rungs = {id: _rung(id, severity, wanted) for id, severity in severities.items()}
        declared = Rule(check.__module__.rpartition(".")[2].replace("_", "-"), check, on, severities, rungs)
        for id in severities:
            RULES.register(id, declared)
        return check

    return register


def _rung(id: str, severity: Severity, wanted: Mapping[Rung, tuple[str, ...]]) -> Rung:
    chosen = (rung for rung, globs in wanted.items() if any(fnmatchcase(id, glob) for glob in globs))
    return next(chosen, Rung.WIRE if severity.reaches(Severity.WARNING) else Rung.DOCS)
