"""Writing: only what changed, and never over somebody's work."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from specforge.document.load import load_text
from specforge.errors import OutputError
from specforge.gen.run import Generated, generate
from specforge.gen.settings import Settings
from specforge.gen.target import File
from specforge.gen.write import State, compare, diff, write

TEXT = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"


@pytest.fixture(scope="module")
def empty() -> Generated:
    return generate(load_text(TEXT), Settings(package="app"))


@pytest.fixture
def generated(empty: Generated) -> Generated:
    """Two files: one that is always written anew, one of the user's."""
    files = (File("app/generated/a.py", "A = 1\n"), File("app/main.py", "MAIN = 1\n", is_users=True))
    return replace(empty, files=files)


def with_text(generated: Generated, text: str) -> Generated:
    """The same with another text of the generated file."""
    return replace(generated, files=(File("app/generated/a.py", text), *generated.files[1:]))


class TestFirstRun:
    """Everything is new."""

    def test_all_files_are_written(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))

        assert (tmp_path / "app/generated/a.py").read_text() == "A = 1\n"
        assert (tmp_path / "app/main.py").read_text() == "MAIN = 1\n"

    def test_nothing_is_pending_afterwards(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))

        assert compare(generated, tmp_path).pending == ()

    def test_a_file_that_is_there_already_is_somebodys(self, generated: Generated, tmp_path: Path) -> None:
        (tmp_path / "app/generated").mkdir(parents=True)
        (tmp_path / "app/generated/a.py").write_text("mine")

        with pytest.raises(OutputError, match="edited"):
            write(compare(generated, tmp_path))

        assert (tmp_path / "app/generated/a.py").read_text() == "mine"
        assert not (tmp_path / "app/main.py").exists()


class TestUserFiles:
    """Written once."""

    def test_an_edited_one_is_kept(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))
        (tmp_path / "app/main.py").write_text("MINE = 1\n")

        changes = compare(generated, tmp_path)
        write(changes, force=True)

        assert (tmp_path / "app/main.py").read_text() == "MINE = 1\n"
        assert changes.count(State.KEPT) == 1

    def test_a_removed_one_stays_away(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))
        (tmp_path / "app/main.py").unlink()

        write(compare(generated, tmp_path))

        assert not (tmp_path / "app/main.py").exists()

    def test_one_that_was_there_before_is_never_touched(self, generated: Generated, tmp_path: Path) -> None:
        (tmp_path / "app").mkdir()
        (tmp_path / "app/main.py").write_text("MINE = 1\n")

        write(compare(generated, tmp_path))

        assert (tmp_path / "app/main.py").read_text() == "MINE = 1\n"


class TestNextRun:
    """What changed is written, what somebody edited is not."""

    def test_a_change_is_written(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))

        write(compare(with_text(generated, "A = 2\n"), tmp_path))

        assert (tmp_path / "app/generated/a.py").read_text() == "A = 2\n"

    def test_an_edit_stops_everything(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))
        (tmp_path / "app/generated/a.py").write_text("A = 'edited'\n")

        with pytest.raises(OutputError, match=r"app/generated/a\.py"):
            write(compare(with_text(generated, "A = 2\n"), tmp_path))

    def test_an_edit_is_lost_by_force(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))
        (tmp_path / "app/generated/a.py").write_text("A = 'edited'\n")

        write(compare(with_text(generated, "A = 2\n"), tmp_path), force=True)

        assert (tmp_path / "app/generated/a.py").read_text() == "A = 2\n"

    def test_other_line_ends_are_no_edit(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))
        (tmp_path / "app/generated/a.py").write_bytes(b"A = 1\r\n")

        assert compare(generated, tmp_path).pending == ()

    def test_a_file_that_is_no_longer_generated_is_removed_with_its_folder(
        self, generated: Generated, tmp_path: Path
    ) -> None:
        more = replace(generated, files=(*generated.files, File("app/generated/old/b.py", "B = 1\n")))
        write(compare(more, tmp_path))

        write(compare(generated, tmp_path))

        assert not (tmp_path / "app/generated/old").exists()

    def test_an_edited_file_that_is_no_longer_generated_is_not_removed(
        self, generated: Generated, tmp_path: Path
    ) -> None:
        more = replace(generated, files=(*generated.files, File("app/generated/b.py", "B = 1\n")))
        write(compare(more, tmp_path))
        (tmp_path / "app/generated/b.py").write_text("B = 'edited'\n")

        with pytest.raises(OutputError):
            write(compare(generated, tmp_path))

        assert (tmp_path / "app/generated/b.py").exists()


class TestManifest:
    """A file in a repository: it may be broken, or hostile."""

    def test_one_that_is_none_is_said(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))
        (tmp_path / "app/generated/manifest.json").write_text("{}")

        with pytest.raises(OutputError, match="manifest"):
            compare(generated, tmp_path)

    def test_files_elsewhere_are_never_removed(self, generated: Generated, tmp_path: Path) -> None:
        outside = tmp_path / "outside.py"
        outside.write_text("precious")
        folder = tmp_path / "out"
        write(compare(generated, folder))
        manifest = folder / "app/generated/manifest.json"
        content = json.loads(manifest.read_text())
        content["files"]["../outside.py"] = content["files"]["app/generated/a.py"]
        manifest.write_text(json.dumps(content))

        write(compare(generated, folder), force=True)

        assert outside.read_text() == "precious"


class TestDiff:
    """A unified diff of what would change."""

    def test_shows_new_changed_and_removed_files(self, generated: Generated, tmp_path: Path) -> None:
        more = replace(generated, files=(*generated.files, File("app/generated/b.py", "B = 1\n")))
        write(compare(more, tmp_path))

        text = diff(compare(with_text(generated, "A = 2\n"), tmp_path).pending)

        assert "-A = 1\n+A = 2\n" in text
        assert "--- a/app/generated/b.py\n+++ /dev/null\n" in text

    def test_of_nothing_is_empty(self, generated: Generated, tmp_path: Path) -> None:
        write(compare(generated, tmp_path))

        assert diff(compare(generated, tmp_path).pending) == ""


def test_a_folder_that_cannot_be_written_is_said(generated: Generated, tmp_path: Path) -> None:
    (tmp_path / "app").write_text("a file where a folder is needed")

    with pytest.raises(OutputError):
        write(compare(generated, tmp_path))
