"""Contract tests: pytest files for operations and models, red until the code does what the contract says."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "tests",
    Target(
        name="tests",
        description="a pytest file for each operation of the contract, and tests of the models",
        generated=("tests/contract/*", "tests/models/*"),
        includes=("models",),
        parts=("cases",),
    ),
)
