"""The language server as an editor sees it: a real process, the real protocol."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

types = pytest.importorskip("lsprotocol.types", reason="the language server's libraries are not installed")

# What pygls does on Python 3.14 is not for us to mend.
pytestmark = pytest.mark.filterwarnings("ignore:.*iscoroutinefunction:DeprecationWarning")

if TYPE_CHECKING:
    Editor = Any

ROOT = """\
openapi: 3.1.1
info: {title: T, version: '1', contact: {name: N}}
paths:
  /a:
    get:
      operationId: a
      description: d
      tags: [t]
      responses:
        '200': {$ref: 'parts.yaml#/ok'}
tags: [{name: t}]
components:
  schemas:
    Pet:
      description: An animal.
      type: object
    Cage:
      properties: {pet: {$ref: '#/components/schemas/Pet'}}
    Zoo: {type: array, items: {$ref: '#/components/schemas/Cage'}}
"""
PLUGIN = """
from specforge.lint.rule import rule
from specforge.findings.model import Severity

@rule("crashes", on="Document", severity=Severity.HINT)
def check(document, context):
    '''Breaks down.'''
    print("Content-Length: 3")
    if document.title == "crash":
        raise RuntimeError("as ordered")
    return iter(())
"""
PARTS = """\
ok:
  description: fine
  content:
    application/json:
      schema: {$ref: 'openapi.yaml#/components/schemas/Zoo'}
"""


@pytest.fixture
def document(folder: Path) -> Path:
    (folder / "openapi.yaml").write_text(ROOT)
    (folder / "parts.yaml").write_text(PARTS)
    return folder / "openapi.yaml"


def none(found: list[Any]) -> bool:
    return not found


class TestDiagnostics:
    def test_they_come_when_a_document_is_opened_and_go_when_it_is_mended(self, editor: Editor, document: Path) -> None:
        editor.open(document, ROOT.replace("version: '1', ", ""))
        (found,) = editor.diagnostics(document)

        assert (found.code, found.severity, found.source) == (
            "oas3-schema",
            types.DiagnosticSeverity.Error,
            "specforge",
        )
        assert found.code_description.href.endswith("/oas3_schema.md")
        assert Path(found.code_description.href.removeprefix("file://")).is_file()
        assert (found.range.start.line, found.range.start.character) == (1, 0)

        editor.type(document, (1, 17), (1, 17), "version: '1', ")
        assert editor.codes(document, none) == []

    def test_unsaved_texts_of_all_open_files_count(self, editor: Editor, document: Path) -> None:
        parts = document.with_name("parts.yaml")
        editor.open(document)
        editor.open(parts, PARTS.replace("description: fine", "descriptio: fine"))

        assert "oas3-schema" in editor.codes(parts)

        editor.close(parts)
        assert editor.codes(parts, none) == []

    def test_a_part_that_is_opened_alone_is_checked_with_its_document(self, editor: Editor, document: Path) -> None:
        parts = document.with_name("parts.yaml")
        editor.open(parts, PARTS.replace("schemas/Zoo", "schemas/Zo"))

        (found,) = editor.diagnostics(parts)
        assert found.code == "invalid-ref"
        assert "did you mean" in found.message

    def test_every_file_of_the_document_is_told(self, editor: Editor, document: Path) -> None:
        document.with_name("parts.yaml").write_text(PARTS.replace("description: fine", "descriptio: fine"))
        editor.open(document)

        assert "oas3-schema" in editor.codes(document.with_name("parts.yaml"))

        editor.close(document)
        assert editor.codes(document.with_name("parts.yaml"), none) == []

    def test_a_change_on_disk_counts(self, editor: Editor, document: Path) -> None:
        parts = document.with_name("parts.yaml")
        parts.unlink()
        editor.open(document)
        assert "invalid-ref" in editor.codes(document)

        parts.write_text(PARTS)
        editor.changed_on_disk(parts)
        assert editor.codes(document, none) == []

    def test_a_syntax_error_is_shown_in_its_file_and_the_outline_stays(self, editor: Editor, document: Path) -> None:
        editor.open(document)
        editor.diagnostics(document, none)
        editor.replace(document, ROOT.replace("paths:", "paths: ["))

        (found,) = editor.diagnostics(document)
        assert (found.code, found.range.start.line) == ("syntax", 4)
        assert [symbol.name for symbol in editor.symbols(document)][:3] == ["openapi", "info", "paths"]
        assert editor.ask("definition", document, 17, 40).range.start.line == 13

    def test_a_syntax_error_in_a_part_is_shown_there(self, editor: Editor, document: Path) -> None:
        parts = document.with_name("parts.yaml")
        editor.open(document)
        editor.open(parts, "ok: [\n")

        assert editor.codes(parts) == ["syntax"]
        assert "invalid-ref" in editor.codes(document)

    def test_related_places_and_tags(self, editor: Editor, document: Path) -> None:
        editor.open(document, ROOT + "    Lost: {type: string}\n    Pet: {type: string}\n")

        found = {one.code: one for one in editor.diagnostics(document)}

        assert found["oas3-unused-component"].tags == (types.DiagnosticTag.Unnecessary,)
        (related,) = found["duplicate-key"].related_information
        assert (related.location.uri, related.location.range.start.line) == (document.as_uri(), 13)

    def test_the_configuration_counts_and_is_read_again(self, editor: Editor, document: Path) -> None:
        config = document.with_name("specforge.toml")
        editor.open(document, ROOT.replace(", contact: {name: N}", ""))
        assert editor.codes(document) == ["info-contact"]

        config.write_text('[lint]\nignore = ["info-contact"]\n')
        editor.changed_on_disk(config)
        assert editor.codes(document, none) == []

        config.write_text('[lint]\nignore = ["info-contac"]\n')
        editor.changed_on_disk(config)
        editor.diagnostics(document, lambda _: any("info-contac" in message for message in editor.messages))

        config.write_text("[lint]\nignor = []\n")
        editor.changed_on_disk(config)
        (found,) = editor.diagnostics(config)
        assert (found.range.start.line, "did you mean" in found.message) == (1, True)
        assert editor.codes(document) == ["info-contact"]

    def test_what_is_no_document_is_answered_with_nothing(self, editor: Editor, folder: Path) -> None:
        file = folder / "compose.yaml"
        file.write_text("services: [\n")
        editor.open(file)

        assert not editor.symbols(file)
        assert editor.diagnostics(file, lambda shown: True) == []

    def test_a_document_may_say_late_what_it_is(self, editor: Editor, folder: Path) -> None:
        file = folder / "late.yaml"
        file.write_text(
            f"info:\n  title: T\n  version: '1'\n  description: {'x' * 100_000}\npaths: {{}}\nopenapi: 3.1.1\n"
        )
        editor.open(file)

        assert "info-contact" in editor.codes(file)

    def test_a_text_that_was_never_saved(self, editor: Editor, folder: Path) -> None:
        uri = SimpleNamespace(name="Untitled-1", as_uri=lambda: "untitled:Untitled-1")
        editor.open(uri, "openapi: 3.1.1\ninfo: {title: T, version: '1'}\npaths: {}\n")

        assert "info-contact" in editor.codes(uri)


class TestNavigation:
    def test_definition_across_files(self, editor: Editor, document: Path) -> None:
        parts = document.with_name("parts.yaml")
        editor.open(document)
        editor.open(parts)

        there = editor.ask("definition", document, 9, 30)
        back = editor.ask("definition", parts, 4, 30)

        assert (there.uri, there.range.start.line) == (parts.as_uri(), 0)
        assert (back.uri, back.range.start.line) == (document.as_uri(), 18)
        assert editor.ask("definition", document, 0, 0) is None

    def test_references_of_a_component(self, editor: Editor, document: Path) -> None:
        editor.open(document)
        context = types.ReferenceContext(include_declaration=False)

        found = editor.ask("references", document, 18, 6, context=context)

        assert [(Path(one.uri).name, one.range.start.line) for one in found] == [("parts.yaml", 4)]

    def test_hover_on_a_reference_and_on_a_finding(self, editor: Editor, document: Path) -> None:
        editor.open(document, ROOT.replace(", contact: {name: N}", ""))

        reference = editor.ask("hover", document, 17, 40).contents.value
        finding = editor.ask("hover", document, 1, 2).contents.value

        assert "An animal." in reference
        assert "**Pet** · Schema" in reference
        assert finding.startswith("# info-contact")
        assert editor.ask("hover", document, 2, 0) is None

    def test_the_outline(self, editor: Editor, document: Path) -> None:
        editor.open(document)

        symbols = {symbol.name: symbol for symbol in editor.symbols(document)}

        assert list(symbols) == ["openapi", "info", "paths", "tags", "components"]
        (path,) = symbols["paths"].children
        assert (path.name, [operation.name for operation in path.children]) == ("/a", ["get"])
        (schemas,) = symbols["components"].children
        assert [schema.name for schema in schemas.children] == ["Pet", "Cage", "Zoo"]
        assert symbols["paths"].range.end.line == symbols["tags"].range.start.line

    def test_completion_of_a_reference(self, editor: Editor, document: Path) -> None:
        parts = document.with_name("parts.yaml")
        editor.open(parts)
        editor.symbols(parts)

        items = editor.ask("completion", parts, 4, 30).items

        assert [item.label for item in items][:1] == ["openapi.yaml#/components/schemas/Pet"]
        assert editor.ask("completion", parts, 1, 3).items == ()


class TestActions:
    def test_ignoring_a_rule_here(self, editor: Editor, document: Path) -> None:
        editor.open(document, ROOT.replace("      description: d\n", ""))
        (action,) = editor.actions(document, 4)

        (edit,) = action.edit.changes[document.as_uri()]

        assert (action.title, action.kind) == ("Ignore operation-description here", "quickfix")
        assert edit.new_text == "    # specforge: ignore[operation-description]\n"
        editor.type(document, (4, 0), (4, 0), edit.new_text)
        assert editor.codes(document, none) == []

    def test_a_fix_and_all_fixes_at_once(self, editor: Editor, document: Path) -> None:
        text = ROOT.replace("      operationId: a\n", "").replace(
            "Zoo: {", "Size: {type: string, enum: [s, m, s]}\n    Zoo: {"
        )
        editor.open(document, text)

        titles = [action.title for action in editor.actions(document, 4)]
        (everything,) = editor.actions(document, 0, ["source.fixAll"])
        edits = everything.edit.changes[document.as_uri()]
        for edit in reversed(edits):
            start, end = edit.range.start, edit.range.end
            editor.type(document, (start.line, start.character), (end.line, end.character), edit.new_text)

        assert any("operationId" in title for title in titles), titles
        assert everything.kind == "source.fixAll.specforge"
        assert set(editor.codes(document, lambda codes: "operation-operationId" not in codes)) <= {
            "oas3-unused-component"
        }

    def test_ignoring_a_rule_in_json(self, editor: Editor, folder: Path) -> None:
        file = folder / "openapi.json"
        file.write_text(
            '{\n  "openapi": "3.1.1",\n  "info": {\n    "title": "T", "version": "1"\n  },\n  "paths": {}\n}\n'
        )
        editor.open(file)
        (action,) = editor.actions(file, 2)

        (edit,) = action.edit.changes[file.as_uri()]
        start, end = edit.range.start, edit.range.end
        editor.type(file, (start.line, start.character), (end.line, end.character), edit.new_text)

        assert action.title == "Ignore info-contact here"
        assert editor.codes(file, none) == []

    def test_a_second_rule_joins_the_comment(self, editor: Editor, document: Path) -> None:
        text = ROOT.replace("    get:", "    # specforge: ignore[operation-tags]\n    get:").replace(
            "      description: d\n", ""
        )
        editor.open(document, text.replace("      tags: [t]\n", ""))

        (action,) = (one for one in editor.actions(document, 5) if "operation-description" in one.title)

        (edit,) = action.edit.changes[document.as_uri()]
        assert edit.new_text == ", operation-description"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
def test_characters_beyond_the_basic_plane(tmp_path: Path, new_editor: Callable[..., Editor], encoding: str) -> None:
    """The same place, counted in the units that editor and server agree on."""
    file = tmp_path / "openapi.yaml"
    line = "  /a: {x-😀: {}, get: {operationId: é😀, responses: {}}}"
    file.write_text(f"openapi: 3.1.1\ninfo: {{title: T, version: '1'}}\npaths:\n{line}\n")
    editor = new_editor(tmp_path, [encoding])
    editor.open(file)

    before = line[: line.index("get:")]
    units = {"utf-32": len(before), "utf-16": len(before.encode("utf-16-le")) // 2, "utf-8": len(before.encode())}
    found = {one.code: one for one in editor.diagnostics(file)}
    assert found["operation-tags"].range.start.character == units[encoding]


def test_a_crash_in_a_request_is_answered_and_the_server_goes_on(editor: Editor, document: Path) -> None:
    editor.open(document)

    with pytest.raises(Exception, match=r".+"):
        editor.raw("textDocument/hover", {"textDocument": {"uri": 3}, "position": None})

    assert editor.symbols(document)


def test_a_crash_in_a_check_is_logged_and_nothing_but_the_protocol_is_on_stdout(
    tmp_path: Path, new_editor: Callable[..., Editor]
) -> None:
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "specforge.toml").write_text('[lint]\nplugins = ["plugin.py"]\n')
    file = tmp_path / "openapi.yaml"
    file.write_text(ROOT.replace(", contact: {name: N}", ""))
    editor = new_editor(tmp_path, ["utf-16"])
    editor.open(file)
    assert "info-contact" in editor.codes(file)

    editor.replace(file, ROOT.replace("title: T", "title: crash"))
    assert editor.symbols(file)
    editor.replace(file, ROOT.replace("info: {", "info: {description: d, ").replace(", contact: {name: N}", ""))

    assert "info-contact" in editor.codes(file)


def test_a_broken_ruleset_of_another_tool_is_told(tmp_path: Path, new_editor: Callable[..., Editor]) -> None:
    (tmp_path / ".spectral.yaml").write_text("extends: spectral:oas\nrules: 7\n")
    file = tmp_path / "openapi.yaml"
    file.write_text(ROOT.replace(", contact: {name: N}", ""))
    editor = new_editor(tmp_path, ["utf-16"])
    editor.open(file)

    assert "info-contact" in editor.codes(file)
    assert ".spectral.yaml" in editor.messages[0]


def test_without_its_library_the_verb_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('No module named pygls', name='pygls')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from specforge.__main__ import main; main()"

    ended = subprocess.run([sys.executable, "-c", code, "lsp"], capture_output=True, text=True, input="")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "pip install 'specforge[lsp]'" in ended.stderr
