"""Rule: one thing that lint looks for. A module in ``specforge.lint.rules`` declares one by decorating its check.

    @rule("operation-tags", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
    def check(operation: Operation, context: Context) -> Iterator[Problem]:
        '''An operation has no tags.'''

A check asks for one kind of thing (``on``) and never walks the document itself. What it yields is a Problem: the engine
adds the rule, the severity and the operation around it. The rule's page is the Markdown file beside the module.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.document.walk import Index
from specforge.findings.model import Fix, Related, Severity
from specforge.lint.catalog import Outline, catalog, modules
from specforge.registry import Registry

OPENAPI_3 = ("3.0", "3.1", "3.2")
FAMILIES = ("2.0", *OPENAPI_3)
# Also documents whose version is missing or unknown; little can be said of those.
ANYTHING = (*FAMILIES, None)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found.

    ``mild`` marks what no tool stumbles over: it is a warning where the rule is an error. ``tolerated`` is what the
    text forbids and every tool accepts: it is said only to those who chose the rule in a ruleset, or by its severity.
    ``unread`` marks what lies where nobody looked: it may be right, so that it is never more than a warning.

    ``echoes``: rules that say the same of this very mistake, and better. Where one of them runs, this is left out, if
    the user did not ask for the rule.

    ``operation``: the label of the operation that it is about, where the place alone does not tell: in a path item
    that several paths refer to, there are several at one place.
    """

    message: str
    place: Place
    help: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = field(default=None, compare=False)
    mild: bool = False
    tolerated: bool = False
    unread: bool = False
    echoes: tuple[str, ...] = ()
    operation: str | None = None


@dataclass(frozen=True)
class Context:
    """What a check may ask besides the thing it was given; one for each document.

    ``chosen``: the options that the user gave, by rule; their names and JSON types are already known to be right.
    ``running``: the rules that run. A rule leaves to another what that says better, but only when that does run.
    """

    document: Document
    chosen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    running: frozenset[str] = frozenset()
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def index(self) -> Index:
        return self.document.index

    def options(self, rule: str) -> Mapping[str, Any]:
        """The options of a rule as they are in effect: what the user chose, else the rule's defaults."""
        return {**RULES[rule].options, **self.chosen.get(rule, {})}

    def once(self, name: str, compute: Callable[[Document], Any]) -> Any:
        """The value of ``compute(document)``, computed for the first rule that asks and shared by all."""
        if name not in self.memory:
            self.memory[name] = compute(self.document)
        return self.memory[name]


Check = Callable[[Any, Context], Iterator[Problem]]


@dataclass(frozen=True)
class Rule(Outline):
    """A rule as it is registered; see the parameters of ``rule`` for the fields."""

    check: Check
    on: tuple[str, ...]
    when: tuple[str, ...]
    versions: tuple[str | None, ...]
    fixable: bool = False
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def summary(self) -> str:
        """The first line of the check's docstring: what is wrong, as a sentence."""
        return (self.check.__doc__ or self.id).strip().splitlines()[0]

    @property
    def page_path(self) -> Path:
        """The Markdown file beside the module that declares the rule."""
        module = sys.modules[self.check.__module__]
        return Path(str(module.__file__)).with_suffix(".md")

    @property
    def page(self) -> str:
        """The rule's page: what, why, examples, how to mend it. Empty for a plug-in that ships none."""
        path = self.page_path
        return path.read_text(encoding="utf-8") if path.is_file() else ""


_PACKAGE = "specforge.lint.rules"
RULES: Registry[Rule] = Registry("rule", package=_PACKAGE, group="specforge.lint_rules", modules=modules)


def outlines() -> list[Outline]:
    """What decides whether each rule runs, by id. Rules that ship are not imported for it."""
    return [outline_of(name) for name in RULES]


def outline_of(name: str) -> Outline:
    """The same of one rule. Raises UsageError for an unknown name."""
    _, outline = catalog(_PACKAGE).get(name, (None, None))
    return outline or RULES[name]


def rule(
    id: str,
    *,
    on: str | tuple[str, ...],
    when: str | tuple[str, ...] = (),
    severity: Severity,
    origin: str = "specforge",
    ruleset_severity: Severity | None = None,
    structural: bool = False,
    recommended: bool = True,
    default: bool | None = None,
    versions: tuple[str | None, ...] = FAMILIES,
    fixable: bool = False,
    options: Mapping[str, Any] | None = None,
) -> Callable[[Check], Check]:
    """Registers the decorated check as a rule.

    ``on``: the kind that the check is called with, once for each: ``Document`` (the Document), ``Operation`` (those
    under ``paths``), ``AnyOperation`` (webhooks and callbacks too), ``Stray`` (objects in fields that OpenAPI does
    not know, as plain views), or a kind of ``Index.of``, given as its view; or several of these.
    ``when``: only those that have this field (or one of these), so that thousands of others cost nothing.
    ``origin``: the ruleset that the id comes from (``spectral:oas``, ``spectral:owasp``, ``redocly``, ``vacuum``, or
    ``specforge``), ``ruleset_severity`` its severity there where ours differs, ``recommended`` whether it is on there.
    ``default``: whether it is on without any ruleset; as ``recommended`` when not said.
    ``structural``: a breach of the specification's text rather than of taste.
    ``versions``: the families (``"3.0"``) that it is about; None among them stands for documents of unknown version.
    ``fixable``: whether it has a fix for its problems, or for some of them.
    ``options``: what the user can choose, as names and defaults (JSON values; a choice has the default's JSON type).
    The check reads them with ``context.options(id)``.
    """

    def register(check: Check) -> Check:
        declared = Rule(
            id=id,
            check=check,
            on=_names(on),
            when=_names(when),
            severity=severity,
            ruleset_severity=ruleset_severity or severity,
            origin=origin,
            structural=structural,
            recommended=recommended,
            default=recommended if default is None else default,
            versions=versions,
            fixable=fixable,
            options=options or {},
        )
        RULES.register(id, declared)
        return check

    return register


def _names(one_or_more: str | tuple[str, ...]) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else one_or_more
