"""A container image of the application, and a composition to run it with."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "docker",
    Target(
        name="docker",
        description="a Dockerfile, a compose.yaml and an .env.example for the application",
        generated=("PACKAGE/generated/*",),
        parts=("routes",),
    ),
)
