"""The stage that answers from the state, between the checks of a request and the document's own answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from specforge.document.model import Document
from specforge.mock.answer import Answer, AnswerMaker
from specforge.mock.exchange import Exchange
from specforge.mock.message import Reply, raw_header
from specforge.mock.settings import Settings
from specforge.mock.state import transfer
from specforge.mock.state.answers import HEADER, Answers, Refusal
from specforge.mock.state.contents import Contents
from specforge.mock.state.fit import Fitter, Misfit
from specforge.mock.state.reading import Reader
from specforge.mock.state.store import Full, Store
from specforge.mock.state.visits import Visit, Visits
from specforge.mock.state.writing import Writer
from specforge.mock.table import Route
from specforge.values.check import SchemaChecker
from specforge.values.resources.model import Recognised, Role
from specforge.values.resources.recognise import recognise
from specforge.values.resources.shapes import Shapes

Handler = Callable[[Visit], Answer | None]


class State:
    """Answers as a service that keeps what it is told. Called as a stage of the pipeline."""

    def __init__(self, document: Document, checker: SchemaChecker, answers: AnswerMaker, settings: Settings) -> None:
        seed, shapes = settings.seed or 0, Shapes()
        self.settings = settings
        self.fitter = Fitter(checker, shapes, seed)
        self.contents = Contents(recognise(document, shapes), checker, self.fitter, shapes, seed, Store())
        self._answers = Answers(answers, self.fitter, shapes)
        visits = Visits(self.contents, self.fitter, shapes, checker, self._answers, settings)
        reader, writer = Reader(visits), Writer(visits)
        self._handlers: dict[Role, Handler] = {
            Role.LIST: reader.list,
            Role.READ: reader.read,
            Role.CONTENT: reader.content,
            Role.CREATE: writer.create,
            Role.REPLACE: writer.replace,
            Role.UPDATE: writer.update,
            Role.KEEP: writer.keep,
            Role.DELETE: writer.delete,
            Role.CLEAR: writer.clear,
        }

    @property
    def recognised(self) -> Recognised:
        return self.contents.recognised

    @property
    def store(self) -> Store:
        return self.contents.store

    def load(self, path: Path) -> None:
        """Takes up what a file holds, where there is one. Raises InputError."""
        transfer.load(self.contents, path)

    def save(self, path: Path) -> None:
        """Writes everything to a file. Raises OutputError."""
        transfer.save(self.contents, path)

    @property
    def summary(self) -> str:
        """What is kept, in one line for the terminal."""
        return transfer.summary(self.contents)

    def continue_from(self, other: State) -> None:
        """Takes over what another document's state holds, as far as this document has the resource, too."""
        self.contents.store = other.store
        self.store.keep({resource.home for resource in self.recognised.resources})

    def concerns(self, route: Route) -> bool:
        """True for the operations on a resource, and for those below one of its things."""
        return route.label in self.recognised.actions or route.label in self.recognised.owners

    def __call__(self, exchange: Exchange) -> Answer | None:
        """The answer, None where the document shall give its own."""
        if not exchange.is_valid or self._is_asked(exchange):
            return None
        action = self.recognised.actions.get(exchange.route.label)
        try:
            if action is None:
                self._require_owner(exchange)
                return None
            visit = Visit(exchange, action, action.template.key(exchange.path))
            return self._handlers[action.role](visit)
        except Refusal as refusal:
            return self._answers.refused(exchange, refusal)
        except Full as full:
            return self._answers.refused(exchange, Refusal((507,), str(full)))
        except Misfit as misfit:
            exchange.finish.append(_noting(str(misfit)))
            return None

    def _is_asked(self, exchange: Exchange) -> bool:
        """``Prefer`` wins: whoever names an answer gets it."""
        wishes = exchange.preferences
        return wishes.code is not None or wishes.example is not None or wishes.dynamic != self.settings.dynamic

    def _require_owner(self, exchange: Exchange) -> None:
        """What is done to a thing that is not there is refused, where the document says how."""
        owner = self.recognised.owners.get(exchange.route.label)
        has_answer = any(response.code == "404" for response in exchange.route.responses)
        if owner is None or not has_answer:
            return
        values = [exchange.path.get(name, "") for name in owner.template.parameters]
        if all(name in exchange.path for name in owner.template.parameters):
            key = owner.template.key(exchange.path)
            if values and not self.contents.exists(owner, key):
                raise Refusal((404,), f"there is no {owner.template.concrete(key)}")


def _noting(reason: str) -> Callable[[Reply], Reply]:
    """Says in a header why the document answered, and not the state."""
    return lambda reply: reply.with_headers(raw_header(HEADER, f"not used: {reason}"[:500]))
