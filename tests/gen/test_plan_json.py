"""``gen --dump-plan`` and the schema that is published of it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs

from specforge.document.load import load
from specforge.gen.plan_json import plan_json, plan_schema
from specforge.gen.planner import make_plan
from specforge.gen.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_published_schema_is_that_of_the_plan() -> None:
    published = json.loads((ROOT / "docs/reference/plan.schema.json").read_text())

    assert published == plan_schema(), "run `make docs`"


def test_a_plan_is_valid() -> None:
    plan = make_plan(load(ROOT / "specs/bookshop/openapi.yaml"), Settings()).plan

    jsonschema_rs.validate(plan_schema(), json.loads(plan_json(plan)))


def test_a_plan_that_lacks_something_is_not() -> None:
    plan = json.loads(plan_json(make_plan(load(ROOT / "specs/users/openapi.yaml"), Settings()).plan))
    del plan["groups"][0]["operations"][0]["name"]

    assert not jsonschema_rs.is_valid(plan_schema(), plan)
