"""Contract tests: a pytest file for each operation, red until the operation does what the contract says."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "tests",
    Target(
        name="tests",
        description="a pytest file for each operation of the contract",
        generated=("tests/contract/*",),
        parts=("routes",),
    ),
)
