"""What the runner of GitHub Actions does with the steps of a composite action, as far as ours needs it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
_NAME = re.compile(r"\b(?:inputs|steps|github)(?:\.[A-Za-z_][\w-]*)+")
_WORDS = {"&&": " and ", "||": " or ", "!cancelled()": "True"}


@dataclass
class Outcome:
    """What a run left: ``used`` are the actions of others that it would have called, with what they were given."""

    code: int = 0
    stdout: str = ""
    summary: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)


class Runner:
    """Runs the steps of an action with the inputs of a workflow and the event that started it."""

    def __init__(self, action: Path, workspace: Path, environment: Mapping[str, str], temporary: Path) -> None:
        self._action = yaml.safe_load(action.read_text())
        self._folder = action.parent
        self._workspace = workspace
        self._environment = environment
        self._temporary = temporary

    def run(self, event: Path, commit: str, **inputs: str) -> Outcome:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= self._action["inputs"].keys()
        defaults = {name: one.get("default", "") for name, one in self._action["inputs"].items()}
        github = {"event": json.loads(event.read_text()), "action_path": str(self._folder)}
        context = {"inputs": defaults | given, "github": github, "steps": {}}
        outcome = Outcome()
        for number, step in enumerate(self._action["runs"]["steps"]):
            if not _value(step.get("if", "${{ true }}"), context):
                continue
            values = {name: str(_value(text, context)) for name, text in step.get("env", step.get("with", {})).items()}
            if "uses" in step:
                outcome.used[step["uses"].partition("@")[0]] = values
                continue
            written = self._step(step, values | {"GITHUB_SHA": commit}, self._temporary / str(number), outcome)
            context["steps"][step.get("id", "")] = {"outputs": written}
            outcome.outputs[step.get("id", "")] = written
            if outcome.code:
                break
        return outcome

    def _step(self, step: Mapping[str, Any], values: dict[str, str], scratch: Path, outcome: Outcome) -> dict[str, str]:
        assert step["shell"] == "bash"
        scratch.mkdir()
        script, output, summary = scratch / "script.sh", scratch / "output", scratch / "summary"
        script.write_text(step["run"])
        output.touch()
        summary.touch()
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
        done = subprocess.run(
            [*BASH, str(script)],
            cwd=self._workspace,
            env={**self._environment, **values, **files},
            capture_output=True,
            text=True,
            timeout=120,
        )
        outcome.code = done.returncode
        outcome.stdout += done.stdout + done.stderr
        outcome.summary += summary.read_text()
        return dict(line.split("=", 1) for line in output.read_text().splitlines())


def _value(text: str, context: Mapping[str, Any]) -> Any:
    """The value of a text with one expression, or none."""
    found = re.fullmatch(r"\$\{\{ (.*) \}\}", text)
    if found is None:
        assert "${{" not in text
        return text
    expression = found[1]
    for word, meaning in _WORDS.items():
        expression = expression.replace(word, meaning)
    expression = _NAME.sub(lambda name: f"look({name[0]!r})", expression)
    return eval(expression, {"look": lambda name: _look(name, context), "true": True})


def _look(name: str, context: Any) -> Any:
    """What is not there is an empty text."""
    for part in name.split("."):
        context = context.get(part, "") if isinstance(context, dict) else ""
    return context
