"""The desk shows, loads and resets the state; reloading and restarting keep it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from specforge.document.load import load_text
from specforge.errors import InputError, UsageError
from specforge.mock.api import Mock
from specforge.mock.settings import Settings
from specforge.mock.state.store import Entry, Full, Store


def test_it_says_what_was_recognised(shop: Any) -> None:
    found = {each["name"]: each for each in shop.json("GET", "/__specforge/state")["resources"]}

    assert list(found) == ["/pets", "/pets/{}/visits", "/labels", "/pets/{}/photo", "/me"]
    assert found["/pets"]["id"] == "id"
    assert found["/pets"]["operations"]["update"] == "PATCH /pets/{petId}"
    assert found["/pets/{}/visits"]["parent"] == "/pets"
    assert found["/me"]["kind"] == "single"


def test_what_is_only_written_is_not_shown_here_either(shop: Any) -> None:
    shop.ask("POST", "/pets", {"name": "Kit", "secret": "geheim"})

    assert b"geheim" not in shop.ask("GET", "/__specforge/state").body


def test_a_reset_brings_back_the_seeds(shop: Any) -> None:
    shop.ask("DELETE", "/pets/1")
    shop.ask("POST", "/pets", {"name": "Kit"})

    assert shop.ask("POST", "/__specforge/reset").status == 204
    assert [pet["name"] for pet in shop.json("GET", "/pets")["data"]] == ["Tom", "Rex"]


def test_what_is_shown_can_be_loaded_again(shop: Any, client: Any, shop_text: str) -> None:
    shop.ask("POST", "/pets/1/visits", {"reason": "teeth"})
    shop.ask("PUT", "/pets/1/photo", b"\x89PNG\r\n\x1a\n", content_type="image/png")
    shop.ask("PUT", "/labels/red", {"name": "red", "color": "#ff0000"})
    state = shop.json("GET", "/__specforge/state")
    other = client(shop_text)

    assert other.ask("PUT", "/__specforge/state", state).status == 204
    assert other.json("GET", "/__specforge/state") == state
    assert other.ask("GET", "/pets/1/photo").body == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (b"{", "unexpected end"),
        ([], "objects"),
        ({"objects": {"/pet": []}}, "Did you mean '/pets'?"),
        ({"objects": {"/pets": {}}}, "/pets must be a list"),
        ({"objects": {"/pets": [{"name": "Kit"}]}}, "has no id"),
        ({"objects": {"/pets": [7]}}, "has no id"),
        ({"objects": {"/pets": [{"id": "one", "name": "Kit"}]}}, "does not fit the document: one"),
        ({"objects": {"/me": []}}, "does not fit"),
        ({"objects": {"/me": {"name": "Bo"}}, "uploads": []}, "objects"),
    ],
)
def test_a_state_that_cannot_be_is_refused_and_changes_nothing(shop: Any, state: Any, words: str) -> None:
    found = shop.ask("PUT", "/__specforge/state", state)

    assert found.status in (400, 422)
    assert words in found.json()["detail"]
    assert shop.json("GET", "/pets")["total"] == 2


def test_only_what_makes_sense_is_allowed(shop: Any, client: Any, shop_text: str) -> None:
    assert shop.ask("GET", "/__specforge/reset").status == 405
    assert shop.ask("DELETE", "/__specforge/state").status == 405
    assert "--stateful" in client(shop_text, stateful=False).json("GET", "/__specforge/state")["detail"]


def test_a_reload_keeps_what_still_has_a_resource(shop: Any, shop_text: str) -> None:
    shop.ask("POST", "/pets", {"name": "Kit"})
    shop.ask("PATCH", "/me", {"name": "Bo"})

    shop.service.use(load_text(shop_text.replace("  /me:", "  /you:")))

    assert shop.json("GET", "/pets/3")["name"] == "Kit"
    assert shop.json("GET", "/you")["name"] == "Ada"


def test_a_file_keeps_the_state_from_one_run_to_the_next(tmp_path: Path, client: Any, shop_text: str) -> None:
    file = tmp_path / "state.json"
    first = client(shop_text, state_file=file)
    first.ask("POST", "/pets", {"name": "Kit"})
    first.service.close()

    assert client(shop_text, state_file=file).json("GET", "/pets/3")["name"] == "Kit"
    file.write_text("{")
    with pytest.raises(InputError, match="no JSON"):
        client(shop_text, state_file=file)
    file.write_bytes(orjson.dumps({"objects": {"/nothing": []}}))
    with pytest.raises(InputError, match="no resource"):
        client(shop_text, state_file=file)


@pytest.mark.parametrize(("engine", "workers", "words"), [("embedded", 2, "one worker"), ("prism", 1, "no state")])
def test_what_cannot_keep_a_state_says_so(shop_text: str, engine: str, workers: int, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Mock(load_text(shop_text), engine=engine, settings=Settings(port=0, workers=workers, stateful=True))


def test_there_is_an_end_to_what_is_kept() -> None:
    store = Store(most_objects=2, most_bytes=100)
    store.put("/a", ("1",), Entry(1, size=60))
    with pytest.raises(Full, match="100 bytes"):
        store.put("/b", ("1",), Entry(1, size=60))
    store.put("/a", ("2",), Entry(1))
    with pytest.raises(Full, match="2 of /a"):
        store.put("/a", ("3",), Entry(1))

    store.remove("/a", ("1",))
    store.put("/b", ("1",), Entry(1, size=60))


def test_a_full_mock_refuses_in_clear_words(shop: Any) -> None:
    shop.service.pipeline.state.contents.store = Store(most_objects=2)
    shop.ask("GET", "/pets")

    found = shop.ask("POST", "/pets", {"name": "Kit"})

    assert found.status == 507
    assert "at most 2 of /pets" in found.json()["detail"]


def test_one_seed_gives_one_state(client: Any, shop_text: str) -> None:
    def visits(seed: int) -> Any:
        return client(shop_text, seed=seed).json("GET", "/pets/1/visits")

    assert visits(1) == visits(1)
    assert visits(1) != visits(2)
