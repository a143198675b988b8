"""The printer: streams, colour, files."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from specforge.atomic import write_atomically
from specforge.cli.console import CLEAR_LINE, Console, wants_color
from specforge.errors import OutputError


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class TestColor:
    @pytest.mark.parametrize(
        ("choice", "environ", "terminal", "expected"),
        [
            ("auto", {}, True, True),
            ("auto", {}, False, False),
            ("auto", {"TERM": "dumb"}, True, False),
            ("auto", {"NO_COLOR": "1"}, True, False),
            ("auto", {"NO_COLOR": ""}, True, True),
            ("auto", {"FORCE_COLOR": "1"}, False, True),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
            ("always", {"NO_COLOR": "1"}, False, True),
            ("never", {"FORCE_COLOR": "1"}, True, False),
        ],
    )
    def test_who_decides(
        self, monkeypatch: pytest.MonkeyPatch, choice: str, environ: dict[str, str], terminal: bool, expected: bool
    ) -> None:
        """--color, then NO_COLOR, then FORCE_COLOR, then the terminal."""
        monkeypatch.setenv("TERM", "xterm")
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

        assert wants_color(choice, Terminal() if terminal else io.StringIO()) is expected


class TestStreams:
    def test_results_and_progress_do_not_mix(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Results on stdout, everything else on stderr."""
        console = Console(verbose=1)
        console.progress("reading")
        console.detail("api.yaml")
        console.result("result")

        assert capsys.readouterr() == ("result\n", "reading\napi.yaml\n")

    def test_quiet(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Progress is silenced, results and errors are not."""
        console = Console(quiet=True)
        console.progress("reading")
        console.status("50 %")
        console.error("broken")
        console.result("result")

        assert capsys.readouterr() == ("result\n", "broken\n")

    def test_a_status_line_is_for_terminals_and_is_cleared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The next line takes its place; a log never sees it."""
        terminal, log = Terminal(), io.StringIO()
        for stream in (terminal, log):
            monkeypatch.setattr("sys.stderr", stream)
            console = Console()
            console.status("50 %")
            console.progress("done")

        assert terminal.getvalue() == f"{CLEAR_LINE}50 %{CLEAR_LINE}done\n"
        assert log.getvalue() == "done\n"

    def test_a_pipe_gets_utf8(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever the locale says: JSON and SARIF are UTF-8."""
        data = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(data, encoding="latin-1"))

        Console().result("日本")

        assert data.getvalue() == "日本\n".encode()


class TestFiles:
    def test_the_folder_is_made_and_nothing_is_left_over(self, folder: Path) -> None:
        """One file, whole, and no temporary one beside it."""
        write_atomically(folder / "new/out.json", "{}\n")
        write_atomically(folder / "new/out.json", "[]\n")

        assert [path.name for path in (folder / "new").iterdir()] == ["out.json"]
        assert (folder / "new/out.json").read_text() == "[]\n"

    def test_permissions(self, folder: Path) -> None:
        """A new file is as readable as any other; an old one keeps its mode."""
        mask = os.umask(0o022)
        try:
            write_atomically(folder / "new", "")
            (folder / "old").touch(0o600)
            (folder / "old").chmod(0o640)
            write_atomically(folder / "old", "")
        finally:
            os.umask(mask)

        modes = [stat.S_IMODE((folder / name).stat().st_mode) for name in ("new", "old")]
        assert modes == [0o644, 0o640]

    def test_a_link_stays_a_link(self, folder: Path) -> None:
        """What it points at is replaced."""
        (folder / "real").write_text("old")
        (folder / "link").symlink_to("real")

        write_atomically(folder / "link", "new")

        assert (folder / "link").is_symlink() and (folder / "real").read_text() == "new"

    def test_a_device_is_written_to(self) -> None:
        """/dev/null is not replaced by a file."""
        write_atomically(Path(os.devnull), "text")

        assert not Path(os.devnull).is_file()

    @pytest.mark.parametrize("name", ["file/out", "."])
    def test_what_cannot_be_written(self, folder: Path, name: str) -> None:
        """A path through a file, or a folder: OutputError, and no traceback."""
        (folder / "file").touch()
        with pytest.raises(OutputError, match="cannot write"):
            write_atomically(folder / name, "text")
