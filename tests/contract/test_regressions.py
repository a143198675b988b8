"""Requests that failed once are kept, and are sent before everything else in the next run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from specforge.contract.collect import Collector, Evidence
from specforge.contract.problem import Problem
from specforge.contract.regressions import keep as keeping
from specforge.contract.regressions.entry import Entry, read_folder, text_of
from specforge.contract.regressions.keep import Kept, User, keep
from specforge.contract.run import Result, run
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.redact import Redactor

ENTRY = Entry("f" * 16, "contract/server-error", "GET /items", "500", "GET", "/items?limit=1", {"Authorization": None})


def kept(result: Result, document: Document, folder: Path, headers: dict[str, str]) -> Kept:
    labels = [operation.label for operation in document.operations]
    redactor = Redactor.of(document).knowing(headers)
    return keep(folder, result.evidence, result.replayed, labels, "", User(headers), redactor)


@pytest.mark.parametrize("fault", ["schema", "error", "limit", "auth", "type", "header"])
def test_what_failed_is_sent_first_in_the_next_run(
    fault: str, shop: Document, shop_app: Callable[..., Any], headers: dict[str, str], tmp_path: Path
) -> None:
    settings = Settings(headers, phases=("examples", "coverage"), regressions=tmp_path)
    first = run(shop, AppTarget(shop_app(fault)), settings)
    added = sorted(kept(first, shop, tmp_path, headers).added)
    texts = [path.read_text() for path in added]
    assert added and not any("let-me-in" in text for text in texts)

    # Nothing but the regressions is sent: the one operation with an example is left out.
    alone = replace(settings, phases=("examples",), exclude=("createItem",) if fault != "header" else ())
    again = run(shop, AppTarget(shop_app(fault)), alone)
    mended = run(shop, AppTarget(shop_app()), alone)

    assert {one.rule for one in again.findings} == {one.rule for one in first.findings}
    assert kept(again, shop, tmp_path, headers) == Kept(failing=added)
    assert not mended.findings
    assert kept(mended, shop, tmp_path, headers).passing == added
    assert [path.read_text() for path in added] == texts


class TestEntries:
    """Files of a corpus are read by people and kept by version control."""

    @pytest.mark.parametrize("body", [None, b"", b'{"a": "\xc3\xa9"}', b"\xff\x00"])
    def test_they_come_back_as_they_were(self, body: bytes | None, tmp_path: Path) -> None:
        entry = replace(ENTRY, body=body)
        (tmp_path / "a.json").write_text(text_of(entry))

        assert [one for _, one in read_folder(tmp_path)] == [entry]

    def test_whoever_runs_the_test_asks(self) -> None:
        request = ENTRY.request("http://x/v1/", {"authorization": "Bearer mine", "X-Tenant": "a"}, {})

        assert request == SentRequest("GET", "http://x/v1/items?limit=1", {"Authorization": "Bearer mine"})
        assert ENTRY.request("http://x", {}, {}).headers == {}

    def test_a_key_in_the_query_is_that_of_the_run(self, tmp_path: Path) -> None:
        entry = replace(ENTRY, keys=("k",))
        (tmp_path / "a.json").write_text(text_of(entry))
        ((_, read),) = read_folder(tmp_path)

        assert read == entry
        assert read.request("http://x", {}, {"k": "mine"}).url == "http://x/items?limit=1&k=mine"

    @pytest.mark.parametrize(
        "change",
        [{"version": 2}, {"request": {}}, {"rule": 1}, "target", [], {"request": {"headers": []}}],
    )
    def test_what_is_none(self, change: Any, tmp_path: Path) -> None:
        data = json.loads(text_of(ENTRY))
        if change == "target":
            data["request"]["target"] = "//elsewhere/items"
        (tmp_path / "a.json").write_text(
            json.dumps({**data, **change} if isinstance(change, dict) else data if change else [])
        )

        with pytest.raises(UsageError) as caught:
            list(read_folder(tmp_path))

        assert caught.value.file == str(tmp_path / "a.json")


class TestBounds:
    """A corpus stays small, and holds nothing that cannot be sent again."""

    def evidence(self, shop: Document, request: SentRequest, *steps: Exchange, status: int = 500) -> list[Evidence]:
        collector = Collector(Redactor())
        for operation in shop.operations:
            problem = Problem("server-error", "m", operation.node.key_place)
            collector.add(problem, operation.label, Exchange(request, Answer(status)), steps)
        return collector.evidence()

    def added(self, shop: Document, tmp_path: Path, evidence: list[Evidence]) -> Kept:
        redactor = Redactor().knowing({"Authorization": "Bearer verysecret"})
        return keep(tmp_path, evidence, (), [one.label for one in shop.operations], "", User({}), redactor)

    @pytest.mark.parametrize(
        ("request_", "status"),
        [
            (SentRequest("POST", "http://x/items", {}, b"x" * 100_000), 500),
            (SentRequest("POST", "http://x/items", {}, b"Bearer verysecret"), 500),
            (SentRequest("GET", "http://x/items", {"X": "verysecret"}), 500),
            (SentRequest("DELETE", "http://x/items"), 204),
        ],
    )
    def test_what_is_not_kept(self, request_: SentRequest, status: int, shop: Document, tmp_path: Path) -> None:
        assert not self.added(shop, tmp_path, self.evidence(shop, request_, status=status)).added

    def test_sequences_are_not_kept(self, shop: Document, tmp_path: Path) -> None:
        request = SentRequest("GET", "http://x/items")

        assert not self.added(shop, tmp_path, self.evidence(shop, request, Exchange(request, None))).added

    def test_there_is_an_end(self, shop: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keeping, "MOST_ENTRIES", 2)

        found = self.added(shop, tmp_path, self.evidence(shop, SentRequest("GET", "http://x/items")))

        assert (len(found.added), found.is_full) == (2, True)

    def test_operations_that_are_gone(self, shop: Document, tmp_path: Path) -> None:
        (tmp_path / "old.json").write_text(text_of(replace(ENTRY, operation="GET /old")))

        assert self.added(shop, tmp_path, []).stale == [tmp_path / "old.json"]
