"""The plan: what is decided before a template runs, and what is said of what cannot be kept."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.errors import SyntaxProblem, UsageError
from specforge.gen.plan import Operation, Plan
from specforge.gen.planner import Planned, make_plan
from specforge.gen.run import generate
from specforge.gen.settings import Settings
from specforge.gen.target import parts_of

HEAD = "openapi: 3.1.0\ninfo: {title: My Shop, version: '1'}\n"
OK = "responses: {'200': {description: ok}}"


def planned(paths: str, version: str = "3.1.0", more: str = "") -> Planned:
    """The plan for paths, a line each."""
    lines = "\n".join(f"  {line}" for line in paths.strip().splitlines())
    head = HEAD.replace("3.1.0", version)
    return make_plan(load_text(f"{head}paths:\n{lines}\n{more}"), Settings(package="shop"), ("routes", "cases"))


def operation(text: str, version: str = "3.1.0", more: str = "", path: str = "/a") -> Operation:
    """The only operation of a document."""
    return planned(f"{path}: {{get: {{{text}}}}}", version, more).plan.operations[0]


class TestPackage:
    """The name of the package: asked for, or made from the title."""

    def test_from_the_title(self) -> None:
        assert make_plan(load_text(HEAD + "paths: {}\n"), Settings()).plan.package == "my_shop"

    @pytest.mark.parametrize("title", ["Calendar", "json", "FASTAPI"])
    def test_a_title_that_is_a_module(self, title: str) -> None:
        text = HEAD.replace("My Shop", title)
        assert make_plan(load_text(text + "paths: {}\n"), Settings()).plan.package == f"{title.lower()}_api"

    @pytest.mark.parametrize("name", ["my-shop", "class", "a.b", "../x", "", "json", "pydantic"])
    def test_one_that_is_no_name_is_refused(self, name: str) -> None:
        with pytest.raises(UsageError, match="package"):
            make_plan(load_text(HEAD + "paths: {}\n"), Settings(package=name))

    def test_what_is_no_document_is_refused(self) -> None:
        with pytest.raises(SyntaxProblem):
            generate(load_text("a: b\n"), Settings())


class TestOperations:
    """Names of operations are unique in the document, and never those of the code around them."""

    def test_by_operation_id_else_by_method_and_path(self) -> None:
        plan = planned(f"/a: {{get: {{operationId: listThings, {OK}}}}}\n/b/{{id}}: {{get: {{{OK}}}}}").plan

        assert [one.name for one in plan.operations] == ["list_things", "get_b_id"]

    def test_twins_and_reserved_words(self) -> None:
        plan = planned(
            f"/a: {{get: {{operationId: router, {OK}}}, put: {{operationId: x-y, {OK}}},"
            f" post: {{operationId: x_y, {OK}}}}}"
        ).plan

        assert [one.name for one in plan.operations] == ["router2", "x_y", "x_y2"]

    def test_groups_follow_the_tags_of_the_document(self) -> None:
        tags = "tags: [{name: b}, {name: a}]\n"
        plan = planned(f"/a: {{get: {{tags: [a], {OK}}}, put: {{tags: [b], {OK}}}, post: {{{OK}}}}}", more=tags).plan

        assert [group.tag for group in plan.groups] == ["b", "a", "default"]

    def test_twins_by_path_are_said(self) -> None:
        found = planned(f"/a/{{x}}: {{get: {{{OK}}}}}\n/a/{{y}}: {{get: {{{OK}}}, put: {{{OK}}}}}")

        assert [(finding.rule, finding.operation) for finding in found.findings] == [("gen-path", "GET /a/{y}")]

    def test_query_and_custom_methods_of_3_2(self) -> None:
        plan = planned(f"/a: {{query: {{{OK}}}, additionalOperations: {{COPY: {{{OK}}}}}}}", "3.2.0").plan

        assert [one.method for one in plan.operations] == ["QUERY", "COPY"]


class TestParameters:
    """Arguments: identifiers of their own, read by FastAPI where it reads as the contract says."""

    @pytest.mark.parametrize(
        ("parameter", "type_", "native"),
        [
            ("name: x, in: query, schema: {type: integer}", "int | None", True),
            ("name: x, in: query, schema: {type: [integer, 'null']}", "int | None", True),
            ("name: x, in: query, required: true, schema: {type: boolean}", "bool", True),
            ("name: x, in: query, schema: {type: number, default: 1.5}", "float", True),
            ("name: x, in: query, schema: {type: array, items: {type: string}}", "list[str] | None", True),
            (
                "name: x, in: query, explode: false, schema: {type: array, items: {type: string}}",
                "list[str] | None",
                False,
            ),
            ("name: x, in: header, schema: {type: array, items: {type: integer}}", "list[int] | None", False),
            ("name: x, in: query, schema: {type: integer, enum: [1, 2]}", "models.GetAX | None", False),
            ("name: x, in: query, schema: {type: string, enum: [a, b]}", "models.GetAX | None", True),
            ("name: x, in: query, schema: {type: object, properties: {y: {}}}", "models.GetAX | None", False),
            ("name: x, in: query, schema: {type: string, pattern: '^(?!a)'}", "str | None", False),
            (
                "name: x, in: query, content: {application/json: {schema: {type: object}}}",
                "dict[str, Any] | None",
                False,
            ),
            ("name: x, in: query, schema: {type: string, format: date}", "scalars.date | None", True),
            ("name: x, in: cookie, schema: {}", "Any", False),
            ("name: x, in: query", "str | None", True),
        ],
    )
    def test_types(self, parameter: str, type_: str, native: bool) -> None:
        found = operation(f"parameters: [{{{parameter}}}], {OK}").parameters[0]

        assert found.type == type_
        assert ("wire.Param(" not in found.route_code) == native

    def test_names(self) -> None:
        names = ["class", "limit", "Limit", "body", "id"]
        text = ", ".join(f"{{name: {name}, in: query, schema: {{type: string}}}}" for name in names)

        found = operation(f"parameters: [{text}], {OK}").parameters

        assert [one.python_name for one in found] == ["class_", "limit", "limit2", "body2", "id_"]

    def test_a_query_parameter_named_as_the_path_s_variable(self) -> None:
        text = "parameters: [{name: x, in: path, schema: {type: string}}, {name: x, in: query, schema: {type: string}}]"

        found = operation(f"{text}, {OK}", path="/a/{x}").parameters

        assert [one.python_name for one in found] == ["x", "x_query"]

    def test_headers_that_the_specification_ignores(self) -> None:
        assert operation(f"parameters: [{{name: Accept, in: header, schema: {{type: string}}}}], {OK}").parameters == ()

    @pytest.mark.parametrize("broken", ["{in: query}", "{name: x, in: nowhere}", "{name: y, in: path, required: true}"])
    def test_what_is_none_is_left_out_with_a_finding(self, broken: str) -> None:
        found = planned(f"/a: {{get: {{parameters: [{broken}], {OK}}}}}")

        assert found.plan.operations[0].parameters == ()
        assert [finding.rule for finding in found.findings] == ["gen-parameter"]
        assert found.findings[0].operation == "GET /a"

    def test_collection_formats_of_swagger(self) -> None:
        text = (
            "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters:\n"
            "        - {name: x, in: query, type: array, items: {type: integer}, collectionFormat: pipes}\n"
            "      responses: {'200': {description: ok}}\n"
        )
        found = make_plan(load_text(text), Settings(package="p")).plan.operations[0].parameters[0]

        assert "style='pipeDelimited'" in found.route_code


class TestResponses:
    """What a plain return value means."""

    @pytest.mark.parametrize(
        ("responses", "status", "kind"),
        [
            ("'200': {description: d}", 200, "none"),
            ("'404': {description: d}, '201': {description: d}", 201, "none"),
            ("2XX: {description: d, content: {application/json: {}}}", 200, "json"),
            ("default: {description: d, content: {text/plain: {}}}", 200, "text"),
            ("'302': {description: d}", 302, "none"),
            ("'404': {description: d}", 200, "json"),
            ("'204': {description: d, content: {application/json: {}}}", 204, "none"),
            ("'200': {description: d, content: {image/png: {}, application/json: {}}}", 200, "json"),
            ("'200': {description: d, content: {image/png: {}}}", 200, "binary"),
            ("'200': {description: d, content: {text/event-stream: {}}}", 200, "stream"),
            ("'200': {description: d, content: {application/jsonl: {}}}", 200, "stream"),
        ],
    )
    def test_success(self, responses: str, status: int, kind: str) -> None:
        found = operation(f"responses: {{{responses}}}")

        assert (found.status, found.success.kind) == (status, kind)

    def test_what_is_no_status_is_left_out_with_a_finding(self) -> None:
        found = planned("/a: {get: {responses: {'2000': {description: d}}}}")

        assert found.plan.operations[0].responses == ()
        assert [finding.rule for finding in found.findings] == ["gen-response"]

    def test_several_successes_are_a_choice(self) -> None:
        found = operation(
            "responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}},"
            " '202': {description: d}}"
        )

        assert found.result_type == "str | Reply | Response | None"


class TestDirections:
    """readOnly and writeOnly make variants only where something required is hidden."""

    SCHEMAS = (
        "components:\n  schemas:\n"
        "    Item:\n      type: object\n      required: [id, secret]\n"
        "      properties: {id: {type: string, readOnly: true}, secret: {type: string, writeOnly: true}}\n"
        "    Plain: {type: object, required: [x], properties: {x: {type: string}, y: {type: string, readOnly: true}}}\n"
    )

    def types(self, name: str) -> tuple[str, str]:
        content = (
            f"{{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}"
        )
        found = operation(f"requestBody: {content}, responses: {{'200': {content}}}", more=self.SCHEMAS)
        assert found.body is not None
        return found.body.type, found.success.type

    def test_a_variant_for_each_direction(self) -> None:
        assert self.types("Item") == ("models.ItemRequest | None", "models.ItemResponse")

    def test_none_where_nothing_required_is_hidden(self) -> None:
        assert self.types("Plain") == ("models.Plain | None", "models.Plain")

    def test_a_schema_that_holds_one_has_one_too(self) -> None:
        more = self.SCHEMAS + "    Box: {type: object, properties: {item: {$ref: '#/components/schemas/Item'}}}\n"
        content = "{content: {application/json: {schema: {$ref: '#/components/schemas/Box'}}}}"

        found = planned(f"/a: {{put: {{requestBody: {content}, {OK}}}}}", more=more).plan

        assert found.operations[0].body is not None
        assert found.operations[0].body.type == "models.BoxRequest | None"
        assert "item: ItemRequest | MISSING" in found.models


class TestSecurity:
    """Requirements under names of their own."""

    SCHEMES = "components: {securitySchemes: {a: {type: http, scheme: bearer}, b: {type: mutualTLS}}}\n"

    @pytest.mark.parametrize(
        ("security", "guard"),
        [
            ("[{a: []}]", "A"),
            ("[{a: [read:x]}]", "AReadX"),
            ("[{a: []}, {b: []}]", "AOrB"),
            ("[{a: [], b: []}]", "AAndB"),
            ("[{}, {a: []}]", "AnonymousOrA"),
            ("[]", None),
            ("[{}]", None),
        ],
    )
    def test_names(self, security: str, guard: str | None) -> None:
        assert operation(f"security: {security}, {OK}", more=self.SCHEMES).guard == guard

    def test_a_scheme_that_is_not_defined_lets_nobody_in(self) -> None:
        found = planned(f"/a: {{get: {{security: [{{nope: []}}], {OK}}}}}")

        assert [(scheme.name, scheme.kind) for scheme in found.plan.schemes] == [("nope", "unknown")]
        assert [finding.rule for finding in found.findings] == ["gen-security"]


class TestSamples:
    """Requests for the tests: the author's examples where they are valid."""

    def request(self, parameters: str, **more: Any) -> str:
        return operation(f"parameters: [{parameters}], {OK}", **more).sample.url

    def test_only_what_is_required(self) -> None:
        optional = "{name: x, in: query, schema: {type: string}}"

        assert self.request(optional) == "/a"

    def test_a_valid_example(self) -> None:
        assert self.request("{name: x, in: query, required: true, example: 7, schema: {type: integer}}") == "/a?x=7"

    def test_an_invalid_example_is_not_sent(self) -> None:
        assert "seven" not in self.request(
            "{name: x, in: query, required: true, example: seven, schema: {type: integer}}"
        )

    def test_a_list_that_is_required_is_not_empty(self) -> None:
        url = self.request("{name: x, in: query, required: true, schema: {type: array, items: {type: integer}}}")

        assert url.startswith("/a?x=")

    def test_what_cannot_be_made_up_is_said(self) -> None:
        impossible = "{name: x, in: query, required: true, schema: {type: integer, minimum: 3, maximum: 1}}"

        assert operation(f"parameters: [{impossible}], {OK}").sample.problem


def test_the_same_document_gives_the_same_bytes() -> None:
    text = HEAD + f"paths:\n  /a: {{get: {{operationId: a, {OK}}}}}\n"

    first, second = (generate(load_text(text), Settings(package="p")) for _ in range(2))

    assert first.files == second.files


def test_a_name_that_the_library_took_for_a_class_of_its_own_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    plan: Plan = planned(
        f"/a: {{get: {{{OK}}}}}", more="components: {schemas: {Enum: {type: string, enum: [a, b]}}}\n"
    ).plan

    assert "class EnumModel(StrEnum):" in plan.models


class TestReferences:
    """What the document lacks, and what cannot go together."""

    def test_one_that_leads_nowhere_is_told_with_its_place(self) -> None:
        content = "content: {application/json: {schema: {$ref: '#/components/schemas/Gone'}}}"
        (found,) = planned(f"/a: {{get: {{responses: {{'200': {{description: x, {content}}}}}}}}}").findings

        assert (found.rule, found.operation) == ("gen-reference", "GET /a")
        assert "`#/components/schemas/Gone` leads nowhere" in found.message

    def test_two_frameworks_do_not_share_a_package(self) -> None:
        with pytest.raises(UsageError, match="fastapi and flask cannot share a package"):
            parts_of(("fastapi", "client", "flask"))
