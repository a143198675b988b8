"""The plugin for pytest: mock servers, clients that are judged, and a test for each operation of a document.

Nothing is imported before a test asks for it.

@pytest.mark.specforge_mock("openapi.yaml", dynamic=True)
def test_birds(mock_server):
    assert httpx.get(f"{mock_server.url}/birds").status_code == 200

def test_service(contract):
    client = contract(httpx.Client(base_url="http://localhost:8000"))
    client.get("/birds")  # fails where the answer breaks the document
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from specforge.callables import load_name
from specforge.suggest import did_you_mean

if TYPE_CHECKING:
    from specforge.contract.traffic.recorder import Recorder
    from specforge.document.model import Document
    from specforge.mock.api import Mock
    from specforge.mock.settings import Settings
    from specforge.mock.transport import MockTransport

MARKER = "specforge_mock"
CONTRACT_MARKER = "specforge_contract"
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_OTHERWISE = "or say --specforge-spec, or specforge_spec in the configuration of pytest"


class MockFactory(Protocol):
    """Starts mock servers that live until the test ends: ``specforge_mock("openapi.yaml", dynamic=True)``. ``spec``
    is a file, relative to the test or to the root of the project, a URL or a Document; the rest are fields of Settings.
    """

    def __call__(self, spec: str | Path | Document | None = None, *, engine: str = ..., **settings: Any) -> Mock: ...


_OPTIONS = (
    ("app", "MODULE:APP", "Test this ASGI or WSGI application against the document, with a test for each operation."),
    ("url", "URL", "The same for a running server."),
    ("spec", "FILE", "The document; without it specforge_spec of the configuration."),
    ("seed", "N", "Repeat the run that printed this seed."),
    ("phases", "LIST", "Which phases to run: examples,coverage,fuzzing. Default: all of these."),
    ("budget", "TIME", "Test each operation no longer than this, such as 5s."),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--specforge-app`` and the like, and ``specforge_spec`` in the configuration."""
    parser.addini("specforge_spec", "The document of mock_server, contract and --specforge-app.", default="")
    group = parser.getgroup("specforge", "testing an implementation against its OpenAPI document (specforge)")
    for name, metavar, help in _OPTIONS:
        group.addoption(f"--specforge-{name}", metavar=metavar, default=None, help=help)
    group.addoption(
        "--specforge-header",
        action="append",
        metavar="HEADER",
        default=[],
        help="Sent with every request: 'Authorization: Bearer token'.",
    )
    group.addoption(
        "--specforge-auth",
        action="append",
        metavar="SCHEME=VALUE",
        default=[],
        help="The credentials of a security scheme of the document: 'apiKey=x'.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """The markers, and the document among what is collected, where its operations are to be tested."""
    config.addinivalue_line("markers", f"{MARKER}(spec, **settings): what mock_server and mock_transport answer for")
    config.addinivalue_line("markers", f"{CONTRACT_MARKER}(spec, **options): what contract judges by")
    if config.getoption("specforge_app") or config.getoption("specforge_url"):
        config.pluginmanager.register(load_name("specforge.pytest_operations:Operations")(config))


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


@pytest.fixture
def contract(request: pytest.FixtureRequest, _specforge_load: Load) -> Iterator[Recorder]:
    """Judges clients: ``contract(client)`` is the client, and each of its exchanges that breaks the document fails the
    test. The marker ``specforge_contract`` names the document and the options of Recorder, or the configuration does.
    """
    spec, options = _marked(request, CONTRACT_MARKER)
    document = _specforge_load(_find(request, spec, CONTRACT_MARKER))
    show = load_name("specforge.pytest_operations:shown")
    recorder: Recorder = load_name("specforge.contract.traffic.recorder:Recorder")(document, show=show, **options)
    yield recorder
    recorder.detach()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(call: pytest.CallInfo[Any]) -> None:
    """What a client did on the way to a breach of the contract is not shown: the line of the test is."""
    if call.excinfo is not None and call.excinfo.typename == "ContractViolation":
        error = call.excinfo.value
        own = _own(error.__traceback__)
        call.excinfo = pytest.ExceptionInfo.from_exception(error.with_traceback(own)) if own else call.excinfo


def _own(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of installed packages."""
    if trace is None:
        return None
    rest = _own(trace.tb_next)
    if _INSTALLED.intersection(Path(trace.tb_frame.f_code.co_filename).parts):
        return rest
    trace.tb_next = rest
    return trace


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


def _marked(request: pytest.FixtureRequest, name: str = MARKER) -> tuple[Any, dict[str, Any]]:
    """The document and the settings of the closest marker."""
    marker = request.node.get_closest_marker(name)
    if marker is None:
        return None, {}
    if len(marker.args) > 1:
        raise pytest.UsageError(f"the marker {name} takes one document and settings by name")
    return next(iter(marker.args), None), dict(marker.kwargs)


def _find(request: pytest.FixtureRequest, spec: Any, marker: str = MARKER) -> Any:
    """The document that is meant: a file beside the test, or one of the project."""
    named = spec if spec is not None else spec_of(request.config)
    if named is None:
        what = "to mock" if marker == MARKER else "to judge by"
        raise pytest.UsageError(f"no document {what}: write it as @pytest.mark.{marker}('openapi.yaml'), {_OTHERWISE}")
    if not isinstance(named, str | Path) or "://" in str(named):
        return named
    beside = request.path.parent / named
    return beside if beside.exists() else request.config.rootpath / named


def spec_of(config: pytest.Config) -> Path | str | None:
    """The document of the command line, else that of the configuration: a file or a URL. None where neither has one."""
    given, configured = config.getoption("specforge_spec"), config.getini("specforge_spec")
    named: str = given or configured
    if not named or "://" in named:
        return named or None
    return (config.invocation_params.dir if given else config.rootpath) / named


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
