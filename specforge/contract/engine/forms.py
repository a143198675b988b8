"""Forms for WSGI applications, in the bytes that requests writes for a server."""

from __future__ import annotations

from typing import Any

import requests


def write_form(data: dict[str, Any], as_requests_has_it: dict[str, Any]) -> None:
    """Puts the bytes of a form in the place of its fields in ``data``, which is for a client of werkzeug.

    werkzeug writes forms of its own, and leaves the last line of an empty file out: the application would not be asked
    what is judged. A Content-Type that says more than the name of the media type was chosen, and stays.
    """
    parts = {name: as_requests_has_it.get(name) for name in ("files", "data")}
    if not parts["files"]:
        return
    prepared = requests.Request("POST", "http://localhost", **parts).prepare()
    name = next((name for name in data["headers"] if name.lower() == "content-type"), "Content-Type")
    if ";" not in data["headers"].get(name, ""):
        data["headers"][name] = prepared.headers["Content-Type"]
        data["data"] = prepared.body
        data.pop("content_type", None)
