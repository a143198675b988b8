"""Counters as text in the OpenMetrics 1.0 exposition format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from specforge._version import __version__
from specforge.document.model import Document
from specforge.mock.traffic import BOUNDS, Counts

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"

Sample = tuple[str, Mapping[str, str], float]


def exposition(counts: Counts, document: Document) -> str:
    """Everything that a mock counts."""
    families = (
        ("specforge_build", "info", "", "The mock server.", _build()),
        ("specforge_document", "info", "", "What is being mocked.", _document(document)),
        ("specforge_start_time_seconds", "gauge", "seconds", "When the mock began, since 1970.", _start(counts)),
        ("specforge_connections", "gauge", "", "Connections that are open.", _connections(counts)),
        ("specforge_requests", "counter", "", "Requests that were answered.", _requests(counts)),
        ("specforge_violations", "counter", "", "What did not fit the document, in requests and in answers.",
         _violations(counts)),
        ("specforge_answer_seconds", "histogram", "seconds", "How long it took to find the answer.", _latency(counts)),
    )  # fmt: skip
    return "".join(line for family in families for line in _family(*family)) + "# EOF\n"


def _family(name: str, kind: str, unit: str, help: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# TYPE {name} {kind}\n"
    if unit:
        yield f"# UNIT {name} {unit}\n"
    yield f"# HELP {name} {help}\n"
    for suffix, labels, value in samples:
        inside = ",".join(f'{key}="{escape(text)}"' for key, text in labels.items())
        yield f"{name}{suffix}{{{inside}}} {value}\n" if inside else f"{name}{suffix} {value}\n"


def escape(text: str) -> str:
    """A label value between its quotes. Half of a surrogate pair, which YAML can say and UTF-8 cannot, is replaced."""
    text = text.encode("utf-8", "replace").decode()
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _build() -> Iterator[Sample]:
    yield "_info", {"version": __version__}, 1


def _document(document: Document) -> Iterator[Sample]:
    yield "_info", {"title": document.title, "version": document.api_version}, 1


def _start(counts: Counts) -> Iterator[Sample]:
    yield "", {}, round(counts.began, 3)


def _connections(counts: Counts) -> Iterator[Sample]:
    if counts.connections is not None:
        yield "", {}, counts.connections


def _requests(counts: Counts) -> Iterator[Sample]:
    for operation, tally in sorted(counts.tallies.items()):
        for status, number in sorted(tally.statuses.items()):
            yield "_total", {"operation": operation, "status": str(status)}, number


def _violations(counts: Counts) -> Iterator[Sample]:
    for (operation, message, code), number in sorted(counts.violations.items()):
        yield "_total", {"operation": operation, "message": message, "code": code}, number


def _latency(counts: Counts) -> Iterator[Sample]:
    bounds = (*(repr(bound) for bound in BOUNDS), "+Inf")
    for operation, tally in sorted(counts.tallies.items()):
        sums = list(accumulate(tally.buckets))
        for bound, number in zip(bounds, sums, strict=True):
            yield "_bucket", {"operation": operation, "le": bound}, number
        yield "_count", {"operation": operation}, sums[-1]
        yield "_sum", {"operation": operation}, tally.seconds
