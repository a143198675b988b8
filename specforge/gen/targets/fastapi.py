"""FastAPI: models, routes and service interfaces in a package that is never edited, and the user's first files."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "fastapi",
    Target(
        name="fastapi",
        description="a FastAPI application, its services yours to write, with contract tests",
        generated=("PACKAGE/generated/*",),
        parts=("routes",),
        includes=("models", "tests"),
        application="main:app",
        server="uvicorn",
        requirements=("fastapi>=0.120", "pydantic>=2.14", "uvicorn>=0.35"),
    ),
)
