"""Replay: recorded answers to the requests that were recorded, and to nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import orjson

from specforge.mock.cors import allow_origin
from specforge.mock.counts import Counts
from specforge.mock.har.archive import read_archive
from specforge.mock.judge import Judge
from specforge.mock.mask import Mask
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import Pipeline
from specforge.mock.problem import Problem
from specforge.values.mediatypes import is_multipart, parse_media_type

Key = tuple[Any, ...]
Recording = Sequence[tuple[Request, Reply]]


class Replayed(Protocol):
    """What a replay sees of its mock."""

    @property
    def pipeline(self) -> Pipeline: ...

    @property
    def counts(self) -> Counts: ...


class Replay:
    """A request is known by method, path, query and body; neither the order of the query counts, nor the space in JSON,
    nor secrets, which an archive has not. What was recorded several times is answered in that order, and then with the
    last of them."""

    def __init__(self, recording: Recording, mocked: Replayed) -> None:
        self._recording = recording
        self._mocked = mocked
        self._pipeline: Pipeline | None = None
        self._answers: dict[Key, list[Reply]] = {}
        self._counts = mocked.counts
        self._judge = Judge()

    def answer(self, request: Request) -> Reply | None:
        """The recorded answer, judged by the document; None where there is none."""
        pipeline = self._mocked.pipeline
        if pipeline is not self._pipeline:
            self._index(pipeline)
        key = self._key(request)
        answers = self._answers.get(key)
        if answers is None:
            return None
        # Nobody need count what was recorded once.
        position = self._counts.count(f"replay {key}").number - 1 if len(answers) > 1 else 0
        reply = self._judged(request, answers[min(position, len(answers) - 1)], pipeline)
        return allow_origin(request, reply) if pipeline.settings.cors else reply

    def _index(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._mask = Mask(pipeline.document)
        self._answers = {}
        for request, reply in self._recording:
            self._answers.setdefault(self._key(request), []).append(reply)

    def _key(self, request: Request) -> Key:
        """Paths that lead to the same operation with the same values are one, with the base path and without it."""
        assert self._pipeline is not None
        method = request.method.upper()
        query = tuple(sorted(self._mask.query(request.query).split("&"))) if request.query else ()
        body = self._body(request)
        try:
            route, path = self._pipeline.table.find(request)
        except Problem:
            return method, request.path, (), query, body
        return method, route.operation.path, tuple(sorted(path.items())), query, body

    def _body(self, request: Request) -> bytes:
        """Two bodies that say the same give the same."""
        try:
            body = self._mask.body(request.body.decode()).encode()
        except UnicodeDecodeError:
            return request.body
        try:
            return orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
        except ValueError:
            return _without_boundary(request, body)

    def _judged(self, request: Request, reply: Reply, pipeline: Pipeline) -> Reply:
        try:
            exchange = pipeline.inspect(request)
        except Problem:
            return self._judge.unknown(pipeline, reply)
        return self._judge.judged(pipeline, exchange, reply)


def open_replay(path: Path, mocked: Replayed) -> Replay:
    """Answers from an archive. Raises UnreadableError and SyntaxProblem."""
    return Replay(read_archive(path), mocked)


def _without_boundary(request: Request, body: bytes) -> bytes:
    """What separates the parts of a multipart body is made up anew each time."""
    name = parse_media_type(request.headers.get("content-type"))
    boundary = name.parameters.get("boundary", "") if name is not None and is_multipart(name) else ""
    return body.replace(boundary.encode(), b"") if boundary else body
