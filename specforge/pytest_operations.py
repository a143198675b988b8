"""A test for each operation of a document: ``pytest --specforge-app module:app --specforge-spec openapi.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from specforge.callables import load_name
from specforge.contract.given import Given, given, parse_given
from specforge.contract.settings import PHASES, Settings, parse_header, parse_phases, random_seed
from specforge.contract.target import Target, load_app, url_target
from specforge.document.load import load
from specforge.document.model import Document, Operation
from specforge.durations import read_duration
from specforge.errors import SpecforgeError
from specforge.findings.model import Finding, Report
from specforge.findings.threshold import passes
from specforge.pytest_plugin import spec_of
from specforge.reporters.text import render

if TYPE_CHECKING:
    from specforge.contract.run import Result

# A sequence of requests belongs to no single operation.
_PHASES = tuple(phase for phase in PHASES if phase != "stateful")


def shown(findings: list[Finding]) -> str:
    """Findings as the command line shows them."""
    return render(Report("test", findings, ok=False), summary=False).rstrip()


class ContractBroken(Exception):
    """What a run found that an implementation must not do."""


class Operations:
    """The plugin of a session in which operations are tested. Options are read once, and mistakes told at once."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.spec = self._find()
        self._add_to_arguments()
        try:
            self.settings = self._read_settings()
        except (SpecforgeError, ValueError) as error:
            raise pytest.UsageError(str(error)) from error

    def pytest_report_header(self) -> str:
        """The seed, with which a run can be repeated."""
        return f"specforge: {self.spec.name} (--specforge-seed {self.settings.seed})"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """All workers of xdist have one seed."""
        node.workerinput["specforge_seed"] = self.settings.seed

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> DocumentFile | None:
        """The document, wherever it is come across."""
        if file_path != self.spec:
            return None
        found: DocumentFile = DocumentFile.from_parent(parent, path=file_path)
        found.operations = self
        return found

    @cached_property
    def document(self) -> Document:
        """Raises InputError."""
        return load(self.spec)

    @cached_property
    def target(self) -> Target:
        """What is tested; imported when the first test runs. Raises UsageError."""
        app, url = self._option("app"), self._option("url")
        return load_app(app) if app else url_target(url, self.document)

    def _option(self, name: str) -> Any:
        return self._config.getoption(f"specforge_{name}")

    def _find(self) -> Path:
        named = spec_of(self._config)
        if named is None:
            raise pytest.UsageError("which document? Say --specforge-spec openapi.yaml")
        if self._option("app") and self._option("url"):
            raise pytest.UsageError("both --specforge-app and --specforge-url are given: choose one of them")
        path = Path(named)
        if not path.is_file():
            raise pytest.UsageError(f"there is no document {path}")
        return path.resolve()

    def _add_to_arguments(self) -> None:
        """Unless one of the arguments names it, or some of its operations."""
        folder = self._config.invocation_params.dir
        named = {(folder / argument.partition("::")[0]).resolve() for argument in self._config.args}
        if not any(place == self.spec or place in self.spec.parents for place in named):
            self._config.args.append(str(self.spec))

    def _read_settings(self) -> Settings:
        worker, seed = getattr(self._config, "workerinput", {}), self._option("seed")
        chosen = int(seed) if seed is not None else worker.get("specforge_seed")
        phases, budget = self._option("phases"), self._option("budget")
        headers = dict(parse_header(text) for text in self._option("header"))
        auth = parse_given(self._option("auth"), "--specforge-auth")
        own = given(self.document, auth, headers) if auth else Given(headers)
        return Settings(
            headers=own.headers,
            keys=own.keys,
            seed=random_seed() if chosen is None else chosen,
            phases=parse_phases(phases) if phases else _PHASES,
            budget=read_duration(budget) if budget else None,
        )


class DocumentFile(pytest.File):
    """The document, whose operations are the tests."""

    operations: Operations

    def collect(self) -> Iterator[OperationItem]:
        """Nothing is imported or sent for it."""
        try:
            found = self.operations.document.operations
        except SpecforgeError as error:
            raise self.CollectError(_told(error)) from error
        for operation in found:
            item: OperationItem = OperationItem.from_parent(self, name=operation.label)
            item.look_at(operation, self.operations)
            yield item


class OperationItem(pytest.Item):
    """One operation. It is found by its label, its id and its tags (``-k``)."""

    def look_at(self, operation: Operation, operations: Operations) -> None:
        """Takes down what is tested."""
        self._operation, self._operations = operation, operations
        names = {operation.operation_id, operation.path, operation.method, *operation.tags}
        self.extra_keyword_matches.update(name for name in names if name)

    def runtest(self) -> None:
        """Sends requests to this operation only. Raises ContractBroken."""
        settings = replace(self._operations.settings, include=(self._operation.label,))
        # The engine takes a while to import: those who only collect do without.
        run = load_name("specforge.contract.run:run")
        result: Result = run(self._operations.document, self._operations.target, settings)
        if not passes(result.findings, "error"):
            raise ContractBroken(shown(result.findings))
        self._require_meaning(result)

    def _require_meaning(self, result: Result) -> None:
        if result.stopped == "interrupted":
            raise KeyboardInterrupt
        if set(result.coverage.statuses) == {404} and "{" in self._operation.path:
            pytest.skip("every request was answered with 404 Not Found: no request found an object")
        if result.refused:
            raise ContractBroken(result.refused)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings; where an application cannot be imported, its own traceback."""
        error = excinfo.value
        if isinstance(error, ContractBroken):
            return str(error)
        return _told(error) if isinstance(error, SpecforgeError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the operation stands in the document."""
        region = self._operation.node.key_place.region
        return Path(self._operation.node.key_place.file), region.line - 1, self.name


def _told(error: SpecforgeError) -> str:
    return f"{error.message}\n{error.help}" if error.help else error.message
