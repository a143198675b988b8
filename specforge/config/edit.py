"""Changes a number in a configuration file and nothing else: layout and comments stay as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from specforge.config.find import ConfigFile
from specforge.errors import UsageError

Keys = tuple[str, ...]


def with_numbers(file: ConfigFile, numbers: Mapping[Keys, int]) -> str:
    """The text of the file with other numbers at these keys, which it has. Raises UsageError where that fails."""
    lines = file.text.split("\n")
    for keys, number in numbers.items():
        line = file.position(keys).line - 1
        lines[line], count = _assignment(keys[-1]).subn(rf"\g<1>{number}", lines[line])
        if count != 1:
            help = f"set it to {number} by hand"
            raise file.problem(f"cannot find the number of {'.'.join(keys)} in the line where it should be", keys, help)
    text = "\n".join(lines)
    if _values(text, file.prefix) != _changed(_values(file.text, file.prefix), numbers):
        raise UsageError("cannot change the numbers without changing more", file=str(file.path))
    return text


def _assignment(key: str) -> re.Pattern[str]:
    """``key = 12``, also in an inline table."""
    name = re.escape(key)
    return re.compile(rf"""((?<![\w-])(?:"{name}"|'{name}'|{name})\s*=\s*)[0-9_]+""")


def _values(text: str, prefix: Keys) -> Any:
    values: Any = tomllib.loads(text)
    for key in prefix:
        values = values[key]
    return values


def _changed(values: Any, numbers: Mapping[Keys, int]) -> Any:
    for keys, number in numbers.items():
        holder = values
        for key in keys[:-1]:
            holder = holder[key]
        holder[keys[-1]] = number
    return values
