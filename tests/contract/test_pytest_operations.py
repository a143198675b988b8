"""pytest with a test for each operation, and with the fixture that judges clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.conftest import HEADERS, SHOP

pytest_plugins = ["pytester"]

_APPS = f"""\
import sys

sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.contract.conftest import Reply, Shop, asgi

good = asgi(Shop())
bad = asgi(Shop("schema", "header"))
nothing = asgi(lambda request: Reply(404))
locked = asgi(lambda request: Shop()(request._replace(headers={{}})))
"""
_HEADER = f"Authorization: {HEADERS['Authorization']}"


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.syspath_prepend(str(pytester.path))
    (pytester.path / "openapi.yaml").write_text(SHOP)
    (pytester.path / "shop_apps.py").write_text(_APPS)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    plugins = ("-p", "specforge.pytest_plugin", "-p", "no:cacheprovider", "-W", "error")
    return pytester.runpytest_subprocess(*plugins, *arguments)


def operations(pytester: pytest.Pytester, app: str, *arguments: str) -> pytest.RunResult:
    quick = ("--specforge-phases", "coverage", "--specforge-seed", "1", "--specforge-header", _HEADER)
    chosen = ("--specforge-app", f"shop_apps:{app}", "--specforge-spec", "openapi.yaml")
    return run(pytester, *chosen, *quick, *arguments)


def test_each_operation_is_a_test_on_a_worker_too(pytester: pytest.Pytester) -> None:
    result = operations(pytester, "bad", "-p", "xdist", "-n", "1", "-v")

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines_random(
        [
            "*PASSED openapi.yaml::GET /items/{id}*",
            "contract/response-schema error: *'1' is a string, not an integer",
            "* --> openapi.yaml:76:20 (GET /items)",
            "* curl -X GET *http://localhost/items*",
            "contract/missing-header error: the required header Location is missing",
        ]
    )


@pytest.mark.parametrize("arguments", [("-k", "getItem"), ("openapi.yaml::GET /items/{id}",)])
def test_selection(pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    result = operations(pytester, "bad", "--collect-only", "-q", *arguments)

    result.stdout.fnmatch_lines(["openapi.yaml::GET /items/{id}"])
    result.stdout.no_fnmatch_line("openapi.yaml::GET /items")


def test_collection_imports_no_application(pytester: pytest.Pytester) -> None:
    result = operations(pytester, "none_of_this_name", "--collect-only", "-q")

    assert result.ret == 0
    result.stdout.fnmatch_lines(["openapi.yaml::GET /items", "openapi.yaml::POST /items"])


def test_other_tests_run_as_well(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(): ...")

    result = operations(pytester, "good", "--collect-only", "-q", "test_other_tests_run_as_well.py")

    result.stdout.fnmatch_lines(["*::test_one", "openapi.yaml::GET /items"])


def test_the_run_ends_with_the_first_failure(pytester: pytest.Pytester) -> None:
    result = operations(pytester, "locked", "-x")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*401*credentials*"])


def test_where_nothing_is_found(pytester: pytest.Pytester) -> None:
    result = operations(pytester, "nothing", "-k", "getItem", "-rs")

    result.assert_outcomes(skipped=1, deselected=2)
    result.stdout.fnmatch_lines(["SKIPPED*404 Not Found*"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "*which document?*"),
        (("--specforge-spec", "openapi.yaml", "--specforge-phases", "all"), "*unknown phase*"),
    ],
)
def test_mistaken_options(pytester: pytest.Pytester, arguments: tuple[str, ...], said: str) -> None:
    result = run(pytester, "--specforge-app", "shop_apps:good", *arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


def test_the_contract_fixture(pytester: pytest.Pytester) -> None:
    """Judges by the document of the command line, which goes before that of the configuration."""
    pytester.makeini("[pytest]\nspecforge_spec = another.yaml\naddopts = --strict-markers")
    pytester.makepyfile(
        """
        import httpx
        import pytest

        def client(body):
            answer = lambda request: httpx.Response(200, json=body)
            return httpx.Client(transport=httpx.MockTransport(answer), base_url="http://shop")

        def test_good(contract):
            with contract(client([])) as shop:
                assert shop.get("/items").json() == []

        def test_bad(contract):
            with contract(client({})) as shop:
                shop.get("/items")

        @pytest.mark.specforge_contract("openapi.yaml", fail_on=None)
        def test_lenient(contract):
            with contract(client({})) as shop:
                shop.get("/items")
            assert len(contract.findings) == 1
        """
    )

    result = run(pytester, "--specforge-spec", "openapi.yaml")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*ContractViolation: contract/response-schema error: *", "*--> openapi.yaml:23:23 (GET /items)"]
    )
    result.stdout.no_fnmatch_line("*_client.py*")
