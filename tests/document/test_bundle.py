"""Documents of several files as one."""

from __future__ import annotations

from pathlib import Path

from specforge.document.bundle import bundle
from specforge.document.load import load, load_text

ROOT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /books: {$ref: 'paths/books.yaml'}
components:
  schemas:
    Book: {type: object, properties: {author: {$ref: 'schemas.yaml#/Author'}}}
"""
BOOKS = """\
get:
  responses:
    '200':
      description: ok
      content: {application/json: {schema: {$ref: '../schemas.yaml#/Books'}}}
"""
SCHEMAS = """\
Author: {type: object, properties: {books: {$ref: '#/Books'}}}
Books: {type: array, items: {$ref: 'openapi.yaml#/components/schemas/Book'}}
Book: {type: string}
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder / "openapi.yaml"


def test_a_document_of_one_file_stays_as_it_is() -> None:
    document = load_text(ROOT.replace("$ref: 'paths/books.yaml'", ""))

    assert bundle(document)["paths"] == {"/books": document.node.value["paths"]["/books"]}


def test_what_other_files_define_becomes_components(tmp_path: Path) -> None:
    found = bundle(load(write(tmp_path, openapi_yaml=ROOT, paths__books_yaml=BOOKS, schemas_yaml=SCHEMAS)))

    media = found["paths"]["/books"]["get"]["responses"]["200"]["content"]["application/json"]
    assert media["schema"] == {"$ref": "#/components/schemas/Books"}
    schemas = found["components"]["schemas"]
    assert schemas["Book"]["properties"]["author"] == {"$ref": "#/components/schemas/Author"}
    assert schemas["Books"]["items"] == {"$ref": "#/components/schemas/Book"}
    assert schemas["Author"]["properties"]["books"] == {"$ref": "#/components/schemas/Books"}


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    books = BOOKS.replace("#/Books", "#/Book")
    found = bundle(load(write(tmp_path, openapi_yaml=ROOT, paths__books_yaml=books, schemas_yaml=SCHEMAS)))

    assert found["components"]["schemas"]["Book2"] == {"type": "string"}


def test_files_that_name_each_other_end(tmp_path: Path) -> None:
    root = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {$ref: a.yaml}}\n"
    loop = "post: {responses: {}, callbacks: {again: {'{$url}': {$ref: 'a.yaml'}}}}\n"
    found = bundle(load(write(tmp_path, openapi_yaml=root, a_yaml=loop)))

    assert found["paths"]["/a"]["post"]["callbacks"]["again"]
