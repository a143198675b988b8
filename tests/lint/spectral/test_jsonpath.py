"""Paths as Spectral's users write them: what they choose, and what is refused."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.spectral.graph import Graph
from specforge.lint.spectral.jsonpath import PathProblem, compile_path
from specforge.lint.spectral.query import select

TEXT = """
openapi: 3.0.3
info: {title: T, version: "1", x-on: false, x-n: 0, x-list: [a, bb, a]}
paths:
  /a:
    get: {operationId: x, tags: [t1], responses: {"200": {description: d}, "404": {$ref: "#/components/responses/R"}}}
    parameters: [{name: p, in: query}, {name: h, in: header}]
  /b/{id}:
    post: {responses: {"201": {description: e}}, deprecated: true}
    get: {responses: {default: {$ref: "#/components/responses/R"}}}
components:
  responses:
    R: {description: shared, content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}
  schemas:
    S: {type: object, properties: {self: {$ref: "#/components/schemas/S"}, n: {type: integer, enum: [1, 2]}}}
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(load_text(TEXT), resolved=True)


def chosen(graph: Graph, path: str) -> list[str]:
    return ["/".join(spot.where()[1]) for spot in select(graph, compile_path(path))]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", [""]),
        ("$.info.title", ["info/title"]),
        ("$['info']['title']", ["info/title"]),
        ('$.info["x-on"]', ["info/x-on"]),
        ("$.info.x-on", ["info/x-on"]),
        ("$.paths[*].get", ["paths/~a/get", "paths/~b~{id}/get"]),
        ("$.paths.*[get,post]", ["paths/~a/get", "paths/~b~{id}/get", "paths/~b~{id}/post"]),
        ("$.paths[*].[get,post]", ["paths/~a/get", "paths/~b~{id}/get", "paths/~b~{id}/post"]),
        ("$.paths[*]['get', \"post\"]", ["paths/~a/get", "paths/~b~{id}/get", "paths/~b~{id}/post"]),
        ("$.info.x-list[0]", ["info/x-list/0"]),
        ("$.info.x-list[-1:]", ["info/x-list/2"]),
        ("$.info.x-list[:2]", ["info/x-list/0", "info/x-list/1"]),
        ("$.info.x-list.1", ["info/x-list/1"]),
        ("$.paths[*].post^", ["paths/~b~{id}"]),
        ("$.paths[*].post^~", ["paths/~b~{id}"]),
        ("$..operationId", ["paths/~a/get/operationId"]),
        ("$..[?(@property === 'operationId')]", ["paths/~a/get/operationId"]),
        ("$.paths..parameters[?(@.in == 'query')].name", ["paths/~a/parameters/0/name"]),
        ("$.paths..parameters.[?(@.in != 'query')]", ["paths/~a/parameters/1"]),
        (
            "$.paths[*][*].responses[?(@property >= 200 && @property < 300)]",
            ["paths/~a/get/responses/200", "paths/~b~{id}/post/responses/201"],
        ),
        ("$.paths[*][?(@property.match(/^(GET|post)$/i) && !@.deprecated)]", ["paths/~a/get", "paths/~b~{id}/get"]),
        ("$.paths[?(@property.includes('{') || @property.indexOf('zz') > -1)]", ["paths/~b~{id}"]),
        ("$.info[?(@property && @property.match && @property.match(/^x-l/))]", ["info/x-list"]),
        ("$.paths[?(@property.startsWith('/a'))]", ["paths/~a"]),
        ("$.paths[?(@.post === void 0)]", ["paths/~a"]),
        ("$.paths[?(@.post == undefined && @.get !== null)]", ["paths/~a"]),
        ("$.info[?(@.length > 2)]", ["info/x-list"]),
        ("$.info.x-list[?(@.length > 1)]", ["info/x-list/1"]),
        ("$.info.x-list[?(@ === 'a')]", ["info/x-list/0", "info/x-list/2"]),
        ("$.info[?(@)]", ["info/title", "info/version", "info/x-list"]),
        ("$.info[?(!@)]", ["info/x-on", "info/x-n"]),
        ("$.info[?(@array())]", ["info/x-list"]),
        ("$.info[?(@.constructor.name === 'Array')]", ["info/x-list"]),
        ("$.components.schemas..[?(@ && @.enum)]", ["components/schemas/S/properties/n"]),
        (
            "$.components.schemas..[?(@parentProperty === 'properties')]",
            ["components/schemas/S", "components/schemas/S/properties/n"],
        ),
        (
            "$.paths[*][?(@.responses && @.responses['404'] && @.responses['404'].description == 'shared')]",
            ["paths/~a/get"],
        ),
        ("$.paths[?(@root.info.title == 'T' ? @.post : @.none)]", ["paths/~b~{id}"]),
        ("$.info[?(@property in ['title', 'version'])]", ["info/title", "info/version"]),
        ("$.info[?(@ =~ /^T$/)]", ["info/title"]),
        ("$.info[?(typeof @ === 'boolean')]", ["info/x-on"]),
        ("$.nothing[*].here", []),
        ("$.info.title.length", []),
    ],
)
def test_a_path_chooses(graph: Graph, path: str, expected: list[str]) -> None:
    assert chosen(graph, path) == [text.replace("~", "/") for text in expected]


def test_what_references_lead_to_is_chosen_where_it_is_defined_and_once(graph: Graph) -> None:
    found = chosen(graph, "$.paths[*][*].responses[*].description")

    assert found == [
        "paths//a/get/responses/200/description",
        "components/responses/R/description",
        "paths//b/{id}/post/responses/201/description",
    ]


def test_a_cycle_ends(graph: Graph) -> None:
    assert chosen(graph, "$..properties.self") == ["components/schemas/S"]
    assert chosen(graph, "$..properties.self.properties.self.properties.n.type") == [
        "components/schemas/S/properties/n/type"
    ]


def test_keys_of_members_that_are_references_are_keys_of_the_holder(graph: Graph) -> None:
    found = select(graph, compile_path("$..properties[*]~"))

    assert sorted(spot.value for spot in found) == ["n", "self"]


def test_unresolved_references_are_objects_with_a_ref() -> None:
    graph = Graph(load_text(TEXT), resolved=False)

    assert chosen(graph, "$.components..$ref") == [
        "components/responses/R/content/application/json/schema/$ref",
        "components/schemas/S/properties/self/$ref",
    ]


@pytest.mark.parametrize(
    ("path", "column", "message"),
    [
        ("paths.*", 0, "starts with"),
        ("$.paths[", 8, "too early"),
        ("$.paths[?(@.x", 9, "not closed"),
        ("$.paths[?(@.x &&)]", 16, "too early"),
        ("$.paths[?(foo == 1)]", 10, "is not known here"),
        ("$.paths[?(@.x.forEach(1))]", 14, "cannot be called"),
        ("$.paths[?(@.x.match(/(/))]", 20, "no regular expression"),
        ("$.paths[?(@.x = 1)]", 14, "cannot be read"),
        ("$.paths[(@.length-1)]", 8, "is a script"),
        ("$.paths[*]!", 10, "cannot be read from here"),
        ("$...x", 3, "is no name"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(path: str, column: int, message: str) -> None:
    with pytest.raises(PathProblem, match=message) as caught:
        compile_path(path)

    assert caught.value.column == column


def test_a_catastrophic_expression_in_a_filter_ends() -> None:
    graph = Graph(load_text("{info: {x: " + "a" * 60 + "!}}"), resolved=True)

    assert chosen(graph, "$.info[?(@.match(/^(a+)+$/))]") == []
