"""Options of rules as a user chose them: known to the rule, and of the right JSON type, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specforge.errors import UsageError
from specforge.lint.rule import RULES, Rule
from specforge.registry import did_you_mean

_TYPES: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}


def checked_options(chosen: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """The same options. Raises UsageError for a rule, an option or a type of value that does not exist."""
    for name, options in chosen.items():
        if name not in RULES:
            raise UsageError(f"unknown rule {name!r}", help=did_you_mean(name, RULES) or "see `specforge rules`")
        for option, value in options.items():
            problem = option_problem(RULES[name], option, value)
            if problem:
                raise UsageError(problem, help=did_you_mean(option, RULES[name].options))
    return chosen


def option_problem(rule: Rule, option: str, value: Any) -> str | None:
    """What is wrong with the value chosen for an option of a rule, as a sentence; None when it can be used.

    What stands inside of lists and objects is not looked at: the rules cope with anything there.
    """
    if option not in rule.options:
        known = ", ".join(f"`{name}`" for name in rule.options)
        return f"rule {rule.id!r} has no option `{option}`" + (f": it has {known}" if known else "")
    wanted = _TYPES[type(rule.options[option])]
    if _TYPES.get(type(value)) != wanted:
        return f"option `{option}` of rule {rule.id!r} must be {wanted}"
    return None
