"""A mock of a document as a WSGI application that breaks the promises that it is told to break."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from specforge.document.model import Document, Operation
from specforge.findings.breach import Breach
from specforge.mock.application import MockApplication
from specforge.mock.breaches.catalogue import Catalogue, catalogue_of
from specforge.mock.breaches.pipeline import BreakingPipeline, Credentials
from specforge.mock.message import Reply
from specforge.mock.pipeline import stages_of
from specforge.mock.settings import Settings


class BreakingMock(MockApplication):
    """Answers as a stateful mock does, but for the breaches that are active.

    ``credentials`` are the headers that good requests carry, ``keys`` the parameters of their query: where there are
    any, all others are refused.
    """

    def __init__(
        self,
        document: Document,
        credentials: Mapping[str, str] | None = None,
        keys: Mapping[str, str] | None = None,
        *,
        seed: int = 0,
    ) -> None:
        super().__init__(document, Settings(cors=False, stateful=True, seed=seed))
        self._document = document
        headers = {name.lower(): value for name, value in (credentials or {}).items()}
        self._credentials = Credentials(headers, keys or {})
        # Several workers may ask at the same time; a document is answered for by one thread at a time.
        self._lock = threading.Lock()

    def catalogue(self, operations: Iterable[Operation]) -> Catalogue:
        """What can be broken of these operations; from now on it is watched for."""
        pipeline = self._pipeline
        pipeline.known = catalogue_of(pipeline, operations, has_credentials=bool(self._credentials))
        return pipeline.known

    def start_over(self, active: Iterable[Breach] = ()) -> None:
        """Forgets all that was done to it, and breaks these promises from now on."""
        self._pipeline.start_over(frozenset(breach.number for breach in active))

    def _reply(self, environ: dict[str, Any]) -> Reply:
        with self._lock:
            return super()._reply(environ)

    @cached_property
    def _pipeline(self) -> BreakingPipeline:
        pipeline = BreakingPipeline(self._document, self._settings, self._credentials)
        pipeline.stages = stages_of(pipeline)
        return pipeline
