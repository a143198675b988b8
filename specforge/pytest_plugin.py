"""The plugin for pytest: a mock server for a test. Nothing is imported before a test asks for one.

@pytest.mark.specforge_mock("openapi.yaml", dynamic=True)
def test_birds(mock_server):
    assert httpx.get(f"{mock_server.url}/birds").status_code == 200
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from specforge.callables import load_name
from specforge.suggest import did_you_mean

if TYPE_CHECKING:
    from specforge.document.model import Document
    from specforge.mock.api import Mock
    from specforge.mock.settings import Settings
    from specforge.mock.transport import MockTransport

MARKER = "specforge_mock"
_HOW = "write it as @pytest.mark.specforge_mock('openapi.yaml'), or set specforge_spec in the configuration of pytest"


class MockFactory(Protocol):
    """Starts mock servers that live until the test ends: ``specforge_mock("openapi.yaml", dynamic=True)``. ``spec``
    is a file, relative to the test or to the root of the project, a URL or a Document; the rest are fields of Settings.
    """

    def __call__(self, spec: str | Path | Document | None = None, *, engine: str = ..., **settings: Any) -> Mock: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """``specforge_spec`` in the configuration."""
    parser.addini("specforge_spec", "The document that mock_server serves where no marker names one.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """The marker."""
    config.addinivalue_line("markers", f"{MARKER}(spec, **settings): what mock_server and mock_transport answer for")


@pytest.fixture
def specforge_mock(request: pytest.FixtureRequest, _specforge_load: Load) -> Iterator[MockFactory]:
    """A function that starts mock servers, which stop when the test ends."""
    with ExitStack() as stack:

        def start(spec: Any = None, *, engine: str = "embedded", **settings: Any) -> Mock:
            document = _specforge_load(_find(request, spec))
            chosen = _settings({"port": 0, **settings})
            made: Mock = load_name("specforge.mock.api:Mock")(document, engine=engine, settings=chosen)
            return stack.enter_context(made)

        yield start


@pytest.fixture
def mock_server(request: pytest.FixtureRequest, specforge_mock: MockFactory) -> Mock:
    """A mock server of the document that the marker names, or the configuration; ``mock_server.url`` is where."""
    spec, settings = _marked(request)
    return specforge_mock(spec, **settings)


@pytest.fixture
def mock_transport(request: pytest.FixtureRequest, _specforge_load: Load) -> MockTransport:
    """The same as ``mock_server`` for httpx, without a server: ``httpx.Client(transport=mock_transport)``."""
    spec, settings = _marked(request)
    chosen = _settings({"cors": False, **settings})
    made: MockTransport = load_name("specforge.mock.transport:MockTransport")(
        _specforge_load(_find(request, spec)), settings=chosen
    )
    return made


Load = Callable[[Any], "Document"]


@pytest.fixture(scope="session")
def _specforge_load() -> Load:
    """Reads each document once."""
    known: dict[str, Document] = {}

    def load(spec: Any) -> Document:
        if not isinstance(spec, str | Path):
            document: Document = spec
            return document
        if str(spec) not in known:
            known[str(spec)] = load_name("specforge.document.load:load")(spec)
        return known[str(spec)]

    return load


def _marked(request: pytest.FixtureRequest) -> tuple[Any, dict[str, Any]]:
    """The document and the settings of the closest marker."""
    marker = request.node.get_closest_marker(MARKER)
    if marker is None:
        return None, {}
    if len(marker.args) > 1:
        raise pytest.UsageError(f"the marker {MARKER} takes one document and settings by name")
    return next(iter(marker.args), None), dict(marker.kwargs)


def _find(request: pytest.FixtureRequest, spec: Any) -> Any:
    """The document that is meant: a file beside the test, or one of the project."""
    named = spec if spec is not None else request.config.getini("specforge_spec") or None
    if named is None:
        raise pytest.UsageError(f"no document to mock: {_HOW}")
    if not isinstance(named, str | Path) or "://" in str(named):
        return named
    beside = request.path.parent / named
    return beside if spec is not None and beside.exists() else request.config.rootpath / named


def _settings(chosen: dict[str, Any]) -> Settings:
    kind = load_name("specforge.mock.settings:Settings")
    known = [field.name for field in dataclasses.fields(kind)]
    for name in chosen:
        if name not in known:
            hint = did_you_mean(name, known)
            raise pytest.UsageError(f"{name} is no setting of a mock{f': {hint}' if hint else ''}")
    made: Settings = kind(**{name: _value(name, value) for name, value in chosen.items()})
    return made


def _value(name: str, value: Any) -> Any:
    """A marker may write a file, and the server of ``proxy``, as text."""
    if not isinstance(value, str) or name not in ("proxy", "record", "replay", "scenarios", "state_file"):
        return value
    return load_name("specforge.mock.settings:ProxySettings")(value) if name == "proxy" else Path(value)
