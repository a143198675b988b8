"""Files are written whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path
from typing import Any

import pytest

from specforge.atomic import replace_all, write_atomically
from specforge.errors import OutputError


def test_the_folder_is_made_and_nothing_is_left_over(tmp_path: Path) -> None:
    """One file, whole, and no temporary one beside it."""
    write_atomically(tmp_path / "new/out.json", "{}\n")
    write_atomically(tmp_path / "new/out.json", "[]\n")

    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out.json"]
    assert (tmp_path / "new/out.json").read_text() == "[]\n"


def test_permissions(tmp_path: Path) -> None:
    """A new file is as readable as any other; an old one keeps its mode."""
    mask = os.umask(0o022)
    try:
        write_atomically(tmp_path / "new", "")
        (tmp_path / "old").touch(0o600)
        (tmp_path / "old").chmod(0o640)
        write_atomically(tmp_path / "old", "")
    finally:
        os.umask(mask)

    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "old")]
    assert modes == [0o644, 0o640]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it points at is replaced."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")

    write_atomically(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to() -> None:
    """/dev/null is not replaced by a file."""
    write_atomically(Path(os.devnull), "text")

    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("name", ["file/out", "."])
def test_what_cannot_be_written(tmp_path: Path, name: str) -> None:
    """A path through a file, or a folder: OutputError, and no traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write"):
        write_atomically(tmp_path / name, "text")


class TestSeveral:
    """All of them, or none."""

    def test_are_written_and_removed_together(self, tmp_path: Path) -> None:
        (tmp_path / "old").touch()

        replace_all({tmp_path / "a/b": "1", tmp_path / "c": "2"}, [tmp_path / "old", tmp_path / "never"])

        files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
        assert files == {"a/b", "c"}

    def test_one_that_cannot_be_written_stops_the_others(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "old").write_text("old")

        with pytest.raises(OutputError, match="file"):
            replace_all({tmp_path / "old": "new", tmp_path / "new/a": "1", tmp_path / "file/b": "2"})

        assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "old"]
        assert (tmp_path / "old").read_text() == "old"

    @pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    def test_a_full_disk_or_ctrl_c_while_writing_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: BaseException
    ) -> None:
        whole = Path.open

        def open_or_fail(path: Path, *arguments: Any, **options: Any) -> Any:
            if path.name.startswith(".b"):
                raise problem
            return whole(path, *arguments, **options)

        monkeypatch.setattr(Path, "open", open_or_fail)
        with pytest.raises((OutputError, KeyboardInterrupt)):
            replace_all({tmp_path / "x/a": "1", tmp_path / "x/b": "2"})

        assert list(tmp_path.iterdir()) == []

    def test_ctrl_c_while_renaming_waits_for_the_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = Path.replace

        def interrupted(path: Path, target: Path) -> Path:
            os.kill(os.getpid(), signal.SIGINT)
            return whole(path, target)

        monkeypatch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            replace_all({tmp_path / "a": "1", tmp_path / "b": "2"})

        assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
