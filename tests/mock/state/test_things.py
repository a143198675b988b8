"""Things are made, read, changed and deleted as the document says."""

from __future__ import annotations

from typing import Any

import pytest

_MERGE = {"content_type": "application/merge-patch+json"}
_PATCH = {"content_type": "application/json-patch+json"}


def test_what_is_created_can_be_read_and_is_gone_when_deleted(shop: Any) -> None:
    made = shop.ask("POST", "/v1/pets", {"name": "Kit", "secret": "x"})

    assert made.status == 201
    assert made.header("location") == "/v1/pets/3"
    assert made.json()["id"] == 3
    assert shop.json("GET", "/pets/3") == made.json()
    assert shop.ask("DELETE", "/pets/3").status == 204
    assert shop.ask("GET", "/pets/3").status == 404
    assert shop.ask("DELETE", "/pets/3").status == 404


def test_the_server_fills_what_is_its_own(shop: Any) -> None:
    made = shop.json("POST", "/pets", {"name": "Kit", "createdAt": "1999-01-01T00:00:00Z", "secret": "x"})

    assert made["status"] == "new"
    assert made["createdAt"] > "2025"
    assert "secret" not in made
    assert "tags" not in made


def test_an_invented_error_says_what_is_missing(shop: Any) -> None:
    assert shop.json("GET", "/pets/77") == {"message": "there is no /pets/77"}


def test_replacing_keeps_what_only_the_server_sets(shop: Any) -> None:
    replaced = shop.json("PUT", "/pets/1", {"id": 9, "name": "Tim", "status": "new"})

    assert replaced["id"] == 1
    assert replaced["createdAt"] == "2024-01-01T00:00:00Z"
    assert "tags" not in replaced
    assert shop.json("GET", "/pets/1")["name"] == "Tim"


def test_a_merge_patch_clears_and_merges(shop: Any) -> None:
    patched = shop.json("PATCH", "/pets/1", {"tags": None, "owner": {"id": 8}}, **_MERGE)

    assert "tags" not in patched
    assert patched["owner"] == {"id": 8}
    assert patched["name"] == "Tom"


def test_a_json_patch_is_applied_in_order(shop: Any) -> None:
    steps = [{"op": "add", "path": "/tags/-", "value": "old"}, {"op": "replace", "path": "/name", "value": "Tim"}]

    assert shop.json("PATCH", "/pets/1", steps, **_PATCH)["tags"] == ["cat", "old"]


@pytest.mark.parametrize(
    "steps",
    [
        [{"op": "remove", "path": "/name"}],
        [{"op": "replace", "path": "/name", "value": 7}],
        [{"op": "remove", "path": "/nothing"}],
        [{"op": "frobnicate", "path": "/name"}],
        [7],
        {"op": "remove"},
    ],
)
def test_a_patch_that_does_not_apply_changes_nothing(shop: Any, steps: Any) -> None:
    assert shop.ask("PATCH", "/pets/1", steps, **_PATCH).status == 422
    assert shop.json("GET", "/pets/1")["name"] == "Tom"


def test_an_id_that_a_client_chose_is_kept_and_taken_once(shop: Any) -> None:
    assert shop.json("POST", "/pets", {"id": 500, "name": "Kit"})["id"] == 500
    assert shop.ask("POST", "/pets", {"id": 500, "name": "Kit"}).status == 409
    assert shop.json("POST", "/pets", {"name": "Next"})["id"] == 501


def test_put_creates_where_the_client_chooses_ids(shop: Any) -> None:
    assert shop.ask("PUT", "/labels/red%20one", {"name": "x", "color": "#ff0000"}).status == 201
    assert shop.json("GET", "/labels/red%20one") == {"label": {"name": "red one", "color": "#ff0000"}}
    assert shop.ask("PUT", "/labels/red%20one", {"name": "x", "color": "#ee0000"}).status == 200
    assert shop.ask("PUT", "/pets/900", {"name": "Kit"}).status == 404


def test_a_request_that_breaks_the_contract_changes_nothing(shop: Any) -> None:
    assert shop.ask("POST", "/pets", {"name": ""}).status == 422
    assert shop.json("GET", "/pets")["total"] == 2


def test_prefer_still_wins(shop: Any) -> None:
    assert shop.ask("DELETE", "/pets/1", prefer="code=404").status == 404
    assert shop.ask("GET", "/pets/1").status == 200
    assert shop.ask("GET", "/pets/1", prefer="code=404").status == 404


def test_head_knows_what_is_there(shop: Any) -> None:
    assert shop.ask("HEAD", "/pets/1").status == 200
    assert shop.ask("HEAD", "/pets/99").status == 404


def test_etags_guard_changes(shop: Any) -> None:
    etag = shop.ask("GET", "/pets/1").header("etag")

    assert shop.ask("GET", "/pets/1", if_none_match=etag).status == 304
    assert shop.ask("PUT", "/pets/1", {"name": "Tim"}, if_match='"other"').status == 412
    assert shop.ask("PUT", "/pets/1", {"name": "Tim"}, if_match=etag).status == 200
    assert shop.ask("GET", "/pets/1", if_none_match=etag).status == 200


def test_a_singleton_is_read_and_changed(shop: Any) -> None:
    assert shop.json("GET", "/me")["name"] == "Ada"
    assert shop.json("PATCH", "/me", {"name": "Bo"})["name"] == "Bo"
    assert shop.json("GET", "/me")["name"] == "Bo"


def test_bytes_come_back_as_they_were_sent(shop: Any) -> None:
    sent = b"\xff\xd8\xff and so on"

    assert shop.ask("PUT", "/pets/1/photo", sent, content_type="image/jpeg").status == 204
    found = shop.ask("GET", "/pets/1/photo", accept="image/*")

    assert (found.body, found.header("content-type")) == (sent, "image/jpeg")
    assert shop.ask("DELETE", "/pets/1/photo").status == 204
    assert shop.ask("DELETE", "/pets/1/photo").status == 404


def test_what_was_just_created_has_no_bytes_yet(shop: Any) -> None:
    shop.ask("POST", "/pets", {"id": 50, "name": "Kit"})

    assert shop.ask("GET", "/pets/50/photo").status == 404
    assert shop.ask("GET", "/pets/1/photo").status == 200


def test_what_is_nested_goes_with_its_parent(shop: Any) -> None:
    made = shop.json("POST", "/pets/1/visits", {"reason": "teeth"})
    visit = f"/pets/1/visits/{made['id']}"

    assert made["petId"] == 1
    assert shop.json("GET", visit) == made
    assert shop.ask("GET", f"/pets/2/visits/{made['id']}").status == 404
    assert shop.ask("DELETE", "/pets/1").status == 204
    assert shop.ask("GET", visit).status == 404
    assert shop.ask("GET", "/pets/1/visits").status == 404
    assert shop.ask("POST", "/pets/1/visits", {"reason": "teeth"}).status == 404


def test_nested_lists_of_seeds_have_seeds_and_those_of_created_things_are_empty(shop: Any) -> None:
    shop.ask("POST", "/pets", {"id": 50, "name": "Kit"})

    assert {visit["petId"] for visit in shop.json("GET", "/pets/2/visits")} == {2}
    assert shop.json("GET", "/pets/50/visits") == []


def test_actions_are_left_to_the_document_but_need_their_thing(shop: Any) -> None:
    assert shop.ask("POST", "/pets/1/feed").body == b"munch"
    assert shop.ask("POST", "/pets/77/feed").status == 404


def test_no_body_is_too_much(shop: Any) -> None:
    deep = b'{"name": "Kit", "owner": ' + b'{"a":' * 900 + b"1" + b"}" * 901
    deeper = [{"op": "add", "path": "/a", "value": {}}, *[{"op": "copy", "from": "", "path": "/a/b"}] * 120]
    wider = [{"op": "copy", "from": "/tags", "path": "/tags/-"}] * 60

    assert shop.ask("POST", "/pets", deep).status == 422
    assert shop.ask("PATCH", "/pets/1", deep, **_MERGE).status == 422
    assert shop.ask("PATCH", "/pets/1", deeper, **_PATCH).status == 422
    assert shop.ask("PATCH", "/pets/1", wider, **_PATCH).status == 422
