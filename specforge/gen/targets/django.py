"""Django: the services that FastAPI has too, with openapi-core to validate requests."""

from specforge.gen.target import TARGETS, Target

TARGETS.register(
    "django",
    Target(
        name="django",
        description="a Django project, its services yours to write, requests validated by openapi-core",
        generated=("PACKAGE/generated/*",),
        includes=("models", "tests", "openapi_core"),
        upload=".files.UploadFile",
        parts=("routes", "contract"),
        application="wsgi:application",
        server="gunicorn",
        requirements=("django>=5.2", "pydantic>=2.14", "openapi-core>=0.23.1,<0.24", "gunicorn>=23"),
    ),
)
