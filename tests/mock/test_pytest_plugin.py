"""The fixtures for users' own tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

_PLUGIN = ("-p", "specforge.pytest_plugin", "-p", "no:cacheprovider")


@pytest.fixture(autouse=True)
def no_other_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither ours by its entry point nor those that take seconds to import."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(pytester: pytest.Pytester) -> pytest.RunResult:
    """In a process of its own: what is imported in a run inside this one is forgotten afterwards, and registries do not
    like to be filled twice."""
    return pytester.runpytest_subprocess(*_PLUGIN)


_TESTS = """
import httpx
import pytest

def get(mock, path="/pets/best"):
    return httpx.get(mock.url + path, trust_env=False)

def test_configured(mock_server):
    assert get(mock_server).text == "Tom"

@pytest.mark.specforge_mock("{beside}", dynamic=True, seed=1)
def test_marked(mock_server):
    assert get(mock_server, "/pets/1").json()["name"] != "string"

@pytest.mark.specforge_mock("{beside}")
class TestAll:
    def test_transport(self, mock_transport):
        with httpx.Client(transport=mock_transport, base_url="http://mock") as client:
            assert client.get("/pets/best").text == "Tom"

def test_proxy(specforge_mock):
    server = specforge_mock("{beside}")
    proxy = specforge_mock("{beside}", proxy=server.url, record="traffic.har")
    assert get(proxy).text == "Tom"
    assert proxy.findings == []

def test_factory(specforge_mock):
    one, two = specforge_mock("{beside}"), specforge_mock(cors=False)
    assert one.document is not two.document
    assert one.url != two.url
    assert "access-control-allow-origin" in get(one).headers
    assert "access-control-allow-origin" not in get(two).headers
"""


def test_mocks_are_chosen_by_marker_and_configuration(pytester: pytest.Pytester, pets_text: str) -> None:
    pytester.makeini("[pytest]\nspecforge_spec = api/openapi.yaml\naddopts = --strict-markers -W error")
    (pytester.mkdir("api") / "openapi.yaml").write_text(pets_text)
    folder = pytester.mkdir("checks")
    (folder / "beside.yaml").write_text(pets_text)
    (folder / "test_pets.py").write_text(_TESTS.format(beside="beside.yaml"))

    result = run(pytester)

    result.assert_outcomes(passed=5)


def test_what_cannot_be_mocked_is_told(pytester: pytest.Pytester, pets_text: str) -> None:
    (pytester.path / "openapi.yaml").write_text(pets_text)
    pytester.makepyfile(
        """
        import pytest

        def test_nothing(mock_server): ...

        @pytest.mark.specforge_mock("openapi.yaml", dynamik=True)
        def test_unknown(mock_server): ...

        @pytest.mark.specforge_mock("openapi.yaml", "other.yaml")
        def test_two(mock_server): ...
        """
    )

    result = run(pytester)

    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "*no document to mock: write it as*",
            "*dynamik is no setting of a mock: did you mean 'dynamic'?*",
            "*takes one document*",
        ],
        consecutive=False,
    )


def test_the_plugin_brings_nothing_along() -> None:
    code = "import sys, pytest; old = set(sys.modules); import specforge.pytest_plugin; print(*set(sys.modules) - old)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {name for name in done.stdout.split() if name.partition(".")[0] == "specforge"} <= {
        "specforge",
        "specforge._version",
        "specforge.callables",
        "specforge.pytest_plugin",
        "specforge.suggest",
    }
    assert "httpx" not in done.stdout
