"""A save shows; a broken save does not."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.document.model import Document
from specforge.mock.message import Request
from specforge.mock.service import Service
from specforge.mock.settings import Settings
from specforge.mock.watch import Watcher

GOOD = 'openapi: 3.0.0\npaths: {/a: {get: {responses: {"200": {$ref: "part.yaml#/ok"}}}}}\n'


class Desk:
    """A document of two files, a watcher over it, and what the watcher did."""

    def __init__(self, folder: Path) -> None:
        self.root, self.part = folder / "openapi.yaml", folder / "part.yaml"
        self.root.write_text(GOOD)
        self.part.write_text("ok: {description: one}\n")
        self.used: list[Document] = []
        self.said: list[str] = []
        document = load(self.root)
        assert document.operations[0].responses["200"].description == "one"
        self.watcher = Watcher(document, partial(load, self.root), self.used.append, self.said.append)

    def save(self, file: Path, text: str) -> None:
        file.write_text(text)
        # The clock of the file system may be too coarse to see two saves of the same length.
        later = file.stat().st_mtime_ns + 1_000_000_000
        os.utime(file, ns=(later, later))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_nothing_happens_without_a_change(desk: Desk) -> None:
    assert not desk.watcher.check()
    assert desk.used == []


@pytest.mark.parametrize("which", [lambda desk: desk.root, lambda desk: desk.part])
def test_a_change_of_any_file_counts(desk: Desk, which: Callable[[Desk], Path]) -> None:
    file = which(desk)
    desk.save(file, file.read_text() + "# more\n")

    assert desk.watcher.check()
    assert len(desk.used) == 1
    assert desk.said == [f"reloaded after a change of {file.name}"]
    assert not desk.watcher.check()


@pytest.mark.parametrize("text", ["openapi: [3.0", "openapi: 3.0.0\npaths: {}\n", ""])
def test_a_broken_save_is_reported_and_the_next_good_one_used(desk: Desk, text: str) -> None:
    desk.save(desk.root, text)
    assert not desk.watcher.check()
    assert desk.used == []
    assert desk.said[0].endswith("still serving the last good version")

    desk.save(desk.root, GOOD + "# mended\n")
    assert desk.watcher.check()


def test_a_file_that_went_away_is_reported(desk: Desk) -> None:
    desk.root.unlink()

    assert not desk.watcher.check()
    assert len(desk.said) == 1


def test_a_file_of_scenarios_is_watched_too(desk: Desk) -> None:
    file = desk.root.parent / "scenarios.yaml"
    file.write_text("operations: {GET /a: {then: {status: 200}}}")
    service = Service(load(desk.root), Settings(scenarios=file))
    watcher = Watcher(service.document, partial(load, desk.root), service.use, desk.said.append, service.files)

    desk.save(file, "operations: {GET /b: {then: {status: 200}}}")
    assert not watcher.check()
    assert f"{file}:1:14: no operation 'GET /b'" in desk.said[0]
    assert desk.said[0].endswith("still serving the last good version")

    desk.save(file, "operations: {GET /a: {then: {status: 418, unchecked: true}}}")
    assert watcher.check()
    assert service.pipeline.handle(Request("GET", "/a")).status == 418
