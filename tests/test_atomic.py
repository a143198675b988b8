"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from specforge.atomic import write_atomically
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
