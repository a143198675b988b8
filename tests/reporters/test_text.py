"""text: the frame that people read."""

from __future__ import annotations

from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.findings.model import Finding, Report, Severity
from specforge.reporters import text
from specforge.reporters.frame import MAX_WIDTH

EXPECTED = """\
undefined-security-scheme error: the security scheme 'token' is not defined
  --> api.yaml:13:11 (GET /users/{id})
12 |       security:
13 |         - token: []
   |           ^^^^^
14 |       responses:
  note: the operation is here
 --> api.yaml:7:5
7 |     get:
  |     ^^^
  curl:
    curl -X GET 'http://localhost/users/1'
  fix: rename it
  help: define it under components/securitySchemes

no-summary warning: the operation has no summary
 --> api.yaml:7:5
6 |   /users/{id}:
7 |     get:
  |     ^^^
8 |       parameters:

lint: 1 error, 1 warning (documents: 1)
"""


def test_the_frame(report: Report) -> None:
    """A finding shows its message, place, source with carets, related places, details, fix and help, in this order."""
    assert text.render(report) == EXPECTED


def test_color_changes_nothing_but_color(report: Report) -> None:
    """Without its escape sequences the coloured text is the plain one."""
    colored = text.render(report, color=True)

    plain = colored
    for code in ("0", "1", "31;1", "33;1", "34", "34;1", "31", "32;1", "36;1"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert "\x1b[31;1merror:" in colored
    assert plain == EXPECTED


def test_a_clean_run_says_so(clean: Report) -> None:
    """No findings is one line, and none when the summary is not wanted."""
    assert text.render(clean) == "lint: no findings (documents: 1)\n"
    assert text.render(clean, summary=False) == ""


def test_an_error_that_stopped_the_command(stopped: Report) -> None:
    """An error has no rule in front, and shows the line that it brought along; the tab is one column wide."""
    assert text.render_error(stopped) == (
        "error: a tab where blanks are needed\n --> api.yaml:7:1\n7 |  get:\n  | ^\n  help: indent with blanks"
    )


def test_a_long_line_is_cut_around_the_caret() -> None:
    """Of a minified document only the surroundings of the place are shown, and the caret still points at it."""
    members = ", ".join(f'"/p{number}": {{}}' for number in range(500))
    document = load_text('{"openapi": "3.0.3", "paths": {' + members + "}}", "api.json")
    finding = Finding("r", Severity.ERROR, "m", Place(document.root, ("paths", "/p400"), key=True))

    lines = text.render(Report("lint", [finding], ok=False)).splitlines()

    shown, carets = lines[2], lines[3]
    assert len(shown) < MAX_WIDTH + 10
    assert shown.startswith("1 | …") and shown.endswith("…")
    start, end = carets.index("^"), carets.rindex("^") + 1
    assert shown[start:end] == '"/p400"'


def test_wide_characters_move_the_caret() -> None:
    """A character that takes two columns of the terminal counts twice in front of the caret."""
    document = load_text("paths: {日本: {get: {}}}\n", "api.yaml")
    finding = Finding("r", Severity.ERROR, "m", Place(document.root, ("paths", "日本", "get"), key=True))

    lines = text.render(Report("lint", [finding], ok=False)).splitlines()

    assert lines[2] == "1 | paths: {日本: {get: {}}}"
    assert lines[3] == "  | " + " " * 15 + "^^^"


def test_nothing_reaches_the_terminal_as_a_command(nasty: Report) -> None:
    """Control characters of messages, details and source are replaced."""
    rendered = text.render(nasty)

    assert "\x1b" not in rendered and "\x00" not in rendered and "\x07" not in rendered
    rendered.encode()


def test_a_region_of_several_lines_is_marked_to_the_end_of_its_first(document: Document) -> None:
    """A block scalar starts at its indicator; the carets do not run over the line's end."""
    source = load_text("info:\n  description: |\n    one\n    two\npaths: {}\n", "api.yaml").root
    finding = Finding("r", Severity.INFO, "m", Place(source, ("info", "description")))

    lines = text.render(Report("lint", [finding], ok=True)).splitlines()

    assert lines[3] == "2 |   description: |"
    assert lines[4] == "  |                ^"


def test_names_that_are_longer_than_a_line_are_cut() -> None:
    """A path of a thousand letters is recognised by how it begins and ends."""
    document = load_text("openapi: 3.1.1\n")
    finding = Finding("r", Severity.ERROR, f"path `/{'a' * 900}z` has `{'b' * 90}`", document.place)

    assert text.render(Report("lint", [finding], ok=False)).splitlines()[0] == (
        f"r error: path `/{'a' * 80}…{'a' * 19}z` has `{'b' * 90}`"
    )
