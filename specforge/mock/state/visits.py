"""A request to a resource, and what reading and writing have to ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from specforge.mock.exchange import Exchange
from specforge.mock.negotiate import Choice
from specforge.mock.settings import Settings
from specforge.mock.state.answers import Answers, Refusal
from specforge.mock.state.contents import Contents
from specforge.mock.state.fit import Fitter, Misfit
from specforge.mock.state.store import Entry
from specforge.mock.table import ContentPlan, ResponsePlan
from specforge.values.check import SchemaChecker
from specforge.values.resources.model import Action, Resource, Role
from specforge.values.resources.paths import Key
from specforge.values.resources.shapes import Shapes


@dataclass(frozen=True)
class Visit:
    """One request to a resource. ``key`` are the values of the parameters of its path."""

    exchange: Exchange
    action: Action
    key: Key

    @property
    def resource(self) -> Resource:
        return self.action.resource


@dataclass(frozen=True)
class Visits:
    """The state of one document, and the means to answer from it."""

    contents: Contents
    fitter: Fitter
    shapes: Shapes
    checker: SchemaChecker
    answers: Answers
    settings: Settings

    def choice(self, visit: Visit, codes: tuple[int, ...]) -> Choice:
        choice = self.answers.choice(visit.exchange, codes)
        if choice is not None:
            return choice
        if visit.action.role in (Role.READ, Role.LIST, Role.CONTENT):
            raise Misfit("the document describes no response for when all goes well")
        # Documents often only say what may go wrong. What went well has nothing to say then, but for new ids.
        element = visit.resource.element
        if visit.action.role is Role.CREATE and element is not None:
            content = ContentPlan("application/json", (), element)
            return Choice(201, ResponsePlan("201", {}, (content,)), content, None, content.media_type)
        return Choice(204, ResponsePlan("204", {}, ()))

    def entry(self, visit: Visit) -> Entry | None:
        self.require_parent(visit)
        return self.contents.get(visit.resource, visit.key)

    def require_parent(self, visit: Visit) -> None:
        owner = self.contents.recognised.owners.get(visit.exchange.route.label)
        if owner is None or owner is visit.resource:
            return
        key = visit.key[: len(owner.template.parameters)]
        if not self.contents.exists(owner, key):
            raise Refusal((404,), f"there is no {owner.template.concrete(key)}")

    def missing(self, visit: Visit) -> Refusal:
        return Refusal((404,), f"there is no {visit.resource.template.concrete(visit.key)}")

    def describes(self, visit: Visit, code: int) -> bool:
        return any(response.code == str(code) for response in visit.exchange.route.responses)
