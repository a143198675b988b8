"""Forms for WSGI applications are the bytes that are judged."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from specforge.contract.engine.forms import write_form
from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /files:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, contentMediaType: application/octet-stream}}
      responses: {"204": {description: taken}, "422": {description: no}}
"""


@pytest.mark.parametrize("is_picky", [False, True])
def test_refused_forms_of_wsgi_applications(is_picky: bool) -> None:
    seen: list[bytes] = []

    @Request.application
    def app(request: Request) -> Response:
        if request.method != "POST":
            return Response(status=405, headers={"Allow": "POST"})
        file = request.files.get("file")
        content = file.read() if file is not None else None
        if content is None and "file" in request.form:
            content = request.form["file"].encode()
        seen.append(content or b"")
        return Response(status=204 if content is not None and not is_picky else 422)

    result = run(load_text(DOCUMENT), AppTarget(app), Settings(phases=("coverage", "fuzzing"), max_examples=20, seed=1))

    assert b"" in seen
    assert [one.rule for one in result.findings if "rejected" in one.rule] == (
        ["contract/positive-data-rejected"] if is_picky else []
    )


def test_a_content_type_that_was_chosen_stays() -> None:
    data: dict[str, Any] = {"headers": {"Content-Type": "multipart/form-data; boundary=x"}, "data": {"a": [b"1"]}}
    write_form(data, {"files": [("a", b"1")]})

    assert data["headers"] == {"Content-Type": "multipart/form-data; boundary=x"}
    assert data["data"] == {"a": [b"1"]}
