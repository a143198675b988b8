"""Functions of Spectral's own OpenAPI rules: calling one gives what our rule finds at that place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.place import Tokens
from specforge.document.source import Source
from specforge.lint.rule import RULES, Context, Problem
from specforge.lint.spectral.function import FUNCTIONS, Function, Outcome, Target, any_options
from specforge.lint.subjects import Subjects

_RULES = {
    "oasDiscriminator": ("oas2-discriminator",),
    "oasDocumentSchema": ("oas2-schema", "oas3-schema"),
    "oasOpFormDataConsumeCheck": ("oas2-operation-formData-consume-check",),
    "oasOpIdUnique": ("operation-operationId-unique",),
    "oasOpParams": ("operation-parameters",),
    "oasOpSecurityDefined": ("oas2-operation-security-defined", "oas3-operation-security-defined"),
    "oasOpSuccessResponse": ("operation-success-response",),
    "oasPathParam": ("path-params",),
    "oasSecurityDefined": ("oas2-operation-security-defined", "oas3-operation-security-defined"),
    "oasTagDefined": ("operation-tag-defined",),
    "oasUnusedComponent": ("oas2-unused-definition", "oas3-unused-component"),
    "refSiblings": ("no-$ref-siblings",),
}
ByPlace = list[tuple[Source, Tokens, Problem]]


def _register(name: str, rules: tuple[str, ...]) -> None:
    def judge(target: Target, options: Any) -> Iterator[Outcome]:
        found: ByPlace = target.context.once(f"spectral:{name}", lambda document: _problems(rules, target.context))
        source, tokens = target.spot.where()
        for where, path, problem in found:
            if where is source and path[: len(tokens)] == tokens:
                yield Outcome(problem.message, place=problem.place)

    FUNCTIONS.register(name, Function(name, judge, any_options, lambda options: options))


def _problems(names: tuple[str, ...], context: Context) -> ByPlace:
    """All that the rules find in the document; the paths of a ruleset choose among it."""
    subjects: Subjects = context.once("subjects", Subjects)
    family = context.document.version.family
    rules = [RULES[name] for name in names if name in RULES and family in RULES[name].versions]
    problems = [
        problem
        for rule in rules
        for kind in rule.on
        for subject in subjects.of(kind, rule.when)
        for problem in rule.check(subject, context)
    ]
    return [(problem.place.source, problem.place.tokens, problem) for problem in dict.fromkeys(problems)]


for _name, _of_rule in _RULES.items():
    _register(_name, _of_rule)
