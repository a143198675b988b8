"""What is kept between the attempts at one value."""

from __future__ import annotations

from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Where in the value something stands."""


@dataclass(slots=True)
class Plan:
    """What attempts at one value have learned; each attempt changes the plan of the next one.

    ``distrusted`` are ids of schemas whose examples turned out invalid, ``turns`` says how many alternatives further a
    choice has to go, ``dropped`` are the paths of optional parts that are better left out. Where several alternatives
    of ``oneOf`` match, ``wanted`` is the one to take now, after those that were ``tried``, and ``nulls`` are properties
    to write as null so that the others do not match (by the path of the object). Of the ``impossible`` alternatives
    nothing could be made.
    """

    is_first_choice: bool = True
    use_examples: bool = True
    fill_optional: bool = True
    distrusted: set[int] = field(default_factory=set)
    turns: dict[tuple[int, str], int] = field(default_factory=dict)
    dropped: set[Path] = field(default_factory=set)
    tried: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    wanted: dict[tuple[int, str], int] = field(default_factory=dict)
    nulls: dict[Path, set[str]] = field(default_factory=dict)
    impossible: set[tuple[int, str, int]] = field(default_factory=set)


@dataclass(slots=True)
class Frame:
    """How the value at a path came about: from the example of a schema (its id), or by choices, of which the
    alternatives were ``taken``."""

    example: int | None = None
    choices: list[tuple[int, str]] = field(default_factory=list)
    taken: list[tuple[int, str, int]] = field(default_factory=list)
    is_optional: bool = False
