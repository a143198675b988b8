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


def test_a_broken_part_is_a_broken_save(desk: Desk) -> None:
    desk.save(desk.part, "ok: {description: [}\n")
    assert not desk.watcher.check()
    assert desk.said[0].startswith(f"{desk.part}:1:")

    desk.save(desk.part, "okay: {description: two}\n")
    assert not desk.watcher.check()
    assert desk.said[1].startswith(f"{desk.root}:2:")
    assert desk.used == []

    desk.save(desk.part, "ok: {description: three}\n")
    assert desk.watcher.check()
    assert desk.used[0].operations[0].responses["200"].description == "three"


def test_files_that_come_new_are_watched(desk: Desk) -> None:
    desk.save(desk.root, GOOD.replace("part.yaml#/ok", "new.yaml#/ok"))
    assert not desk.watcher.check()
    assert "new.yaml" in desk.said[0]

    new = desk.root.parent / "new.yaml"
    new.write_text("ok: [")
    assert not desk.watcher.check()
    desk.save(new, "ok: {description: new}")
    assert desk.watcher.check()
    desk.save(new, "ok: {description: newer}")
    assert desk.watcher.check()
    assert [used.operations[0].responses["200"].description for used in desk.used] == ["new", "newer"]


def test_what_led_nowhere_before_is_no_reason_to_wait(tmp_path: Path) -> None:
    root = tmp_path / "openapi.yaml"
    root.write_text(GOOD)
    said: list[str] = []
    watcher = Watcher(load(root), partial(load, root), lambda document: None, said.append)

    root.write_text(GOOD + "info: {title: t, version: '1'}\n")
    assert watcher.check()
    (tmp_path / "part.yaml").write_text("ok: {description: one}\n")
    assert watcher.check()
    assert said == ["reloaded after a change of openapi.yaml", "reloaded after a change of part.yaml"]


def test_a_change_before_the_watcher_came_counts(tmp_path: Path) -> None:
    root = tmp_path / "openapi.yaml"
    root.write_text("openapi: 3.0.0\npaths: {}\n")
    document = load(root)
    root.write_text("openapi: 3.0.1\npaths: {}\n")

    assert Watcher(document, partial(load, root), lambda document: None, lambda line: None).check()
