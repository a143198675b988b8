"""The printer: streams, colour, files."""

from __future__ import annotations

import io

import pytest

from specforge.cli.console import CLEAR_LINE, Console, wants_color


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
