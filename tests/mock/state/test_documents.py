"""Documents that say it in other ways."""

from __future__ import annotations

from typing import Any

_HEAD = """
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
"""


def _one(schema: str, code: str = "200") -> str:
    return f"'{code}': {{description: ok, content: {{application/json: {{schema: {schema}}}}}}}"


def _body(schema: str) -> str:
    return f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"


def _path(name: str) -> str:
    return f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}"


_TASK = '{$ref: "#/components/schemas/Task"}'
_TASKS = f"{{type: array, items: {_TASK}}}"
_SHALLOW = f"""{_HEAD}
  /projects:
    get: {{responses: {{{_one('{type: array, items: {$ref: "#/components/schemas/Project"}}')}}}}}
  /projects/{{projectId}}:
    parameters: [{_path("projectId")}]
    get: {{responses: {{{_one('{$ref: "#/components/schemas/Project"}')}}}}}
    delete: {{responses: {{"204": {{description: gone}}}}}}
  /projects/{{projectId}}/tasks:
    parameters: [{_path("projectId")}]
    get: {{responses: {{{_one(_TASKS)}}}}}
    post: {{{_body(_TASK)}, responses: {{{_one(_TASK, "201")}}}}}
  /tasks/{{taskId}}:
    parameters: [{_path("taskId")}]
    get: {{responses: {{{_one(_TASK)}, "404": {{description: none}}}}}}
    patch: {{{_body("{type: object}")}, responses: {{{_one(_TASK)}}}}}
components:
  schemas:
    Project: {{type: object, required: [id], properties: {{id: {{type: string, format: uuid}}}}}}
    Task:
      type: object
      required: [id, project_id, title]
      properties:
        id: {{type: string, pattern: "^task_[0-9a-f]{{8}}$", readOnly: true}}
        project_id: {{type: string, readOnly: true}}
        title: {{type: string}}
        parent_task_id: {{type: string, nullable: true}}
"""


def test_a_list_below_its_parent_of_things_that_live_at_the_top(client: Any) -> None:
    mock = client(_SHALLOW)
    first, second = (project["id"] for project in mock.json("GET", "/projects")[:2])
    made = mock.json("POST", f"/projects/{first}/tasks", {"title": "Write"})

    assert made["id"].startswith("task_")
    assert made["project_id"] == first
    assert mock.json("GET", f"/tasks/{made['id']}") == made
    assert made in mock.json("GET", f"/projects/{first}/tasks")
    assert made not in mock.json("GET", f"/projects/{second}/tasks")
    mock.ask("DELETE", f"/projects/{first}")
    assert mock.ask("GET", f"/tasks/{made['id']}").status == 404


def test_invented_things_refer_to_things_that_are_there(client: Any) -> None:
    mock = client(_SHALLOW)
    projects = {project["id"] for project in mock.json("GET", "/projects")}
    tasks = mock.json("GET", "/__specforge/state")["objects"]["/tasks"]

    assert {task["project_id"] for task in tasks} <= projects


_WRAPPED = f"""{_HEAD}
  /droplets:
    post:
      {_body("{type: object, properties: {droplet: {$ref: '#/components/schemas/New'}}}")}
      responses: {{{_one("{type: object, properties: {droplet: {$ref: '#/components/schemas/Droplet'}}}", "202")}}}
  /droplets/{{droplet_id}}:
    parameters: [{_path("droplet_id")}]
    get: {{responses: {{{_one("{type: object, properties: {droplet: {$ref: '#/components/schemas/Droplet'}}}")}}}}}
    delete:
      responses: {{{_one("{$ref: '#/components/schemas/Gone'}")}}}
components:
  schemas:
    New: {{type: object, properties: {{name: {{type: string}}}}}}
    Gone:
      type: object
      required: [id, deleted]
      properties: {{id: {{type: integer}}, deleted: {{type: boolean, enum: [true]}}}}
    Droplet:
      type: object
      required: [id, name, status]
      properties:
        id: {{type: integer}}
        name: {{type: string}}
        status: {{type: string, enum: [new, active]}}
        networks: {{type: array, items: {{type: string}}}}
"""


def test_bodies_in_a_wrapper(client: Any) -> None:
    mock = client(_WRAPPED)
    made = mock.ask("POST", "/droplets", {"droplet": {"name": "web"}})
    droplet = made.json()["droplet"]

    assert made.status == 202
    assert (droplet["name"], droplet["status"]) == ("web", "new")
    assert mock.json("GET", f"/droplets/{droplet['id']}") == made.json()
    assert mock.json("DELETE", f"/droplets/{droplet['id']}") == {"id": droplet["id"], "deleted": True}


_SWAGGER = """
swagger: "2.0"
info: {title: T, version: "1"}
basePath: /v2
consumes: [application/json]
produces: [application/json]
paths:
  /pet:
    post:
      parameters: [{name: body, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}]
      responses: {"405": {description: no}, "200": {description: ok}}
    put:
      parameters: [{name: body, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}]
      responses: {"404": {description: none}, "200": {description: ok}}
  /pet/findByStatus:
    get:
      parameters: [{name: status, in: query, type: array, items: {type: string}, collectionFormat: csv}]
      responses: {"200": {description: ok, schema: {type: array, items: {$ref: "#/definitions/Pet"}}}}
  /pet/{petId}:
    parameters: [{name: petId, in: path, required: true, type: integer}]
    get: {responses: {"200": {description: ok, schema: {$ref: "#/definitions/Pet"}}, "404": {description: none}}}
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: name, in: formData, type: string}, {name: status, in: formData, type: string}]
      responses: {"200": {description: ok}}
    delete: {responses: {"404": {description: none}, "400": {description: bad}}}
definitions:
  Pet: {type: object, properties: {id: {type: integer}, name: {type: string}, status: {type: string}}}
"""


def test_the_classic_pet_store(client: Any) -> None:
    mock = client(_SWAGGER)
    mock.ask("POST", "/v2/pet", {"id": 77, "name": "Rex", "status": "lost"})

    assert mock.ask("PUT", "/pet", {"id": 77, "name": "Rexy", "status": "lost"}).status == 200
    assert mock.ask("PUT", "/pet", {"id": 78, "name": "Rexy"}).status == 404
    assert mock.json("GET", "/pet/findByStatus?status=lost,gone") == [{"id": 77, "name": "Rexy", "status": "lost"}]
    form = {"content_type": "application/x-www-form-urlencoded"}
    mock.ask("POST", "/pet/77", b"status=sold", **form)
    assert mock.json("GET", "/pet/77")["status"] == "sold"


def test_where_only_failure_is_described_success_is_plain(client: Any) -> None:
    mock = client(_SWAGGER.replace('"405": {description: no}, "200": {description: ok}', '"405": {description: no}'))

    made = mock.ask("POST", "/pet", {"id": 77, "name": "Rex"})

    assert (made.status, made.json()) == (201, {"id": 77, "name": "Rex"})

    assert mock.ask("DELETE", "/pet/77").status == 204
    assert mock.ask("GET", "/pet/77").status == 404


_IMPOSSIBLE = f"""{_HEAD}
  /things:
    get: {{responses: {{{_one('{type: array, items: {$ref: "#/components/schemas/Thing"}}')}}}}}
    post:
      {_body("{$ref: '#/components/schemas/Thing'}")}
      responses: {{{_one("{type: object, properties: {id: {type: integer, maximum: 0}}, example: {id: 0}}", "201")}}}
  /things/{{id}}:
    parameters: [{_path("id")}]
    get: {{responses: {{{_one('{$ref: "#/components/schemas/Thing"}')}}}}}
components: {{schemas: {{Thing: {{type: object, properties: {{id: {{type: string}}}}}}}}}}
"""


def test_what_no_schema_fits_is_answered_by_the_document_which_is_told(client: Any) -> None:
    mock = client(_IMPOSSIBLE)
    before = mock.json("GET", "/things")
    found = mock.ask("POST", "/things", {"id": "one"})

    assert found.json() == {"id": 0}
    assert found.header("specforge-state").startswith("not used: ")
    assert mock.json("GET", "/things") == before


_FILES = f"""{_HEAD}
  /files:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {{file: {{type: string, format: binary}}, purpose: {{type: string}}}}
      responses: {{{_one("{$ref: '#/components/schemas/File'}", "201")}}}
  /files/{{file_id}}:
    parameters: [{_path("file_id")}]
    get: {{responses: {{{_one("{$ref: '#/components/schemas/File'}")}}}}}
    delete: {{responses: {{"204": {{description: gone}}}}}}
  /files/{{file_id}}/content:
    parameters: [{_path("file_id")}]
    get:
      responses:
        "200":
          description: bytes
          content: {{application/octet-stream: {{schema: {{type: string, format: binary}}}}}}
        "404": {{description: none}}
components:
  schemas:
    File:
      type: object
      required: [id, bytes, purpose]
      properties:
        id: {{type: string, example: file-abc123}}
        bytes: {{type: integer}}
        mimeType: {{type: string, readOnly: true}}
        purpose: {{type: string}}
        created_at: {{type: integer, example: 1613779121}}
        _links:
          type: object
          readOnly: true
          properties: {{self: {{type: object, properties: {{href: {{type: string, format: uri}}}}}}}}
"""


def test_a_file_knows_its_size_its_address_and_its_bytes(client: Any) -> None:
    mock = client(_FILES)
    body = (
        b'--x\r\ncontent-disposition: form-data; name="purpose"\r\n\r\ntest\r\n'
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n'
    )
    made = mock.json("POST", "/files", body, content_type="multipart/form-data; boundary=x")
    path = f"/files/{made['id']}"

    assert made["id"].startswith("file-")
    assert (made["bytes"], made["mimeType"], made["purpose"]) == (8, "application/pdf", "test")
    assert made["created_at"] > 1_700_000_000
    assert made["_links"] == {"self": {"href": f"http://shop{path}"}}
    assert mock.ask("GET", f"{path}/content").body == b"%PDF-1.7"
    mock.ask("DELETE", path)
    assert mock.ask("GET", f"{path}/content").status == 404


_JSON_API = f"""{_HEAD}
  /articles:
    get:
      parameters:
        - {{name: "filter[title]", in: query, schema: {{type: string}}}}
        - {{name: sort, in: query, schema: {{type: string}}}}
        - {{name: "page[number]", in: query, schema: {{type: integer}}}}
        - {{name: "page[size]", in: query, schema: {{type: integer}}}}
        - name: filter
          in: query
          style: deepObject
          schema: {{type: object, properties: {{body: {{type: string}}}}}}
      responses: {{{_one("{$ref: '#/components/schemas/Page'}")}}}
    post:
      {_body("{type: object, properties: {data: {$ref: '#/components/schemas/Article'}}}")}
      responses: {{{_one("{type: object, properties: {data: {$ref: '#/components/schemas/Article'}}}", "201")}}}
  /articles/{{id}}:
    parameters: [{_path("id")}]
    get: {{responses: {{{_one("{type: object, properties: {data: {$ref: '#/components/schemas/Article'}}}")}}}}}
    patch:
      {_body("{type: object, properties: {data: {$ref: '#/components/schemas/Article'}}}")}
      responses: {{{_one("{type: object, properties: {data: {$ref: '#/components/schemas/Article'}}}")}}}
components:
  schemas:
    Page:
      type: object
      required: [data]
      properties:
        data: {{type: array, items: {{$ref: "#/components/schemas/Article"}}}}
        links: {{type: object, properties: {{next: {{type: string, nullable: true}}}}}}
        meta: {{type: object, properties: {{page: {{type: object, properties: {{total: {{type: integer}}}}}}}}}}
    Article:
      type: object
      required: [type, attributes]
      properties:
        id: {{type: string, readOnly: true}}
        type: {{type: string, enum: [articles]}}
        attributes: {{type: object, properties: {{title: {{type: string}}, body: {{type: string}}}}}}
"""


def test_json_api(client: Any) -> None:
    mock = client(_JSON_API)
    mock.ask("PUT", "/__specforge/state", {"objects": {"/articles": []}})
    for title in ("b", "a", "c"):
        mock.ask(
            "POST", "/articles", {"data": {"type": "articles", "attributes": {"title": title, "body": f"<{title}>"}}}
        )

    def titles(query: str) -> list[str]:
        return [each["attributes"]["title"] for each in mock.json("GET", f"/articles?{query}")["data"]]

    assert titles("sort=-title") == ["c", "b", "a"]
    assert titles("filter%5Bbody%5D=<a>") == ["a"]
    assert titles("page%5Bsize%5D=2&page%5Bnumber%5D=2") == ["c"]
    assert mock.json("GET", "/articles?page%5Bsize%5D=2")["meta"] == {"page": {"total": 3}}
    first = mock.json("GET", "/articles")["data"][0]
    changed = {"data": {"type": "articles", "attributes": {"body": "new"}}}
    assert mock.json("PATCH", f"/articles/{first['id']}", changed)["data"]["attributes"] == {
        "title": "b",
        "body": "new",
    }


_ORDER = '{$ref: "#/components/schemas/Order"}'
_WRITTEN_BY_ONE = f"""{_HEAD}
  /orders:
    post: {{{_body(_ORDER)}, responses: {{{_one(_ORDER, "201")}}}}}
  /orders/{{orderId}}:
    parameters: [{_path("orderId")}]
    get: {{responses: {{{_one(_ORDER)}}}}}
    patch:
      {_body('{type: object, properties: {status: {$ref: "#/components/schemas/Status"}}}')}
      responses: {{{_one(_ORDER)}}}
components:
  schemas:
    Status: {{type: string, enum: [placed, done]}}
    Order:
      type: object
      properties:
        id: {{type: string, readOnly: true}}
        note: {{type: string}}
        status: {{allOf: [{{$ref: "#/components/schemas/Status"}}], readOnly: true}}
"""


def test_what_one_request_may_write_is_written_though_it_is_read_only_elsewhere(client: Any) -> None:
    mock = client(_WRITTEN_BY_ONE)
    made = mock.json("POST", "/orders", {"note": "soon", "status": "done", "id": "mine"})
    changed = mock.json("PATCH", f"/orders/{made['id']}", {"status": "done"})

    assert (made["status"], made["id"] == "mine") == ("placed", False)
    assert changed == mock.json("GET", f"/orders/{made['id']}") == {**made, "status": "done"}
