"""Many models lie in a package: a module for each topic, imported when one of its models is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from specforge.gen import modules
from tests.gen.conftest import Build, Built

DOCUMENT = """
openapi: 3.1.0
info: {title: Zoo, version: '1'}
paths:
  /animals/{id}:
    get: {tags: [animals], operationId: getAnimal, responses: {'200': {description: ok,
      content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}}}
  /keepers/{id}:
    get: {tags: [keepers], operationId: getKeeper, responses: {'200': {description: ok,
      content: {application/json: {schema: {$ref: '#/components/schemas/Keeper'}}}}}}
components:
  schemas:
    Name: {type: object, properties: {text: {type: string}}, required: [text]}
    Animal: {type: object, properties: {name: {$ref: '#/components/schemas/Name'},
      mother: {$ref: '#/components/schemas/Animal'}}}
    Keeper: {type: object, properties: {name: {$ref: '#/components/schemas/Name'}}}
    Unused: {type: object, properties: {keeper: {$ref: '#/components/schemas/Keeper'}}}
"""


@pytest.fixture
def zoo(build: Build, monkeypatch: pytest.MonkeyPatch) -> Built:
    monkeypatch.setattr(modules, "LARGE", 3)
    return build(DOCUMENT)


def test_a_module_for_what_one_topic_uses_alone(zoo: Built) -> None:
    found = {module.name: module.classes for module in zoo.generated.plan.model_modules}

    assert found == {"shared": ("Name",), "animals": ("Animal",), "keepers": ("Keeper",), "others": ("Unused",)}


def test_all_are_there_as_if_they_lay_in_one(zoo: Built) -> None:
    models = zoo.module("generated.models")

    assert dir(models) == ["Animal", "Keeper", "Name", "Unused"]
    animal = models.Animal.model_validate({"name": {"text": "Ida"}, "mother": {"name": {"text": "Eva"}}})
    assert animal.mother.name == models.Name(text="Eva")
    with pytest.raises(AttributeError, match="Lion"):
        _ = models.Lion


def test_only_what_is_used_is_imported(zoo: Built) -> None:
    code = (
        f"import sys, {zoo.package}.generated.models as models; models.Keeper; "
        "print(sorted(n.rpartition('.')[2] for n in sys.modules if n.startswith(models.__name__ + '.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=zoo.folder, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "['keepers', 'shared']"


def test_types_are_evaluated_at_once_unless_a_class_mentions_a_later_one(zoo: Built) -> None:
    later = "from __future__ import annotations"

    assert later in zoo.text("PACKAGE/generated/models/animals.py")
    assert later not in zoo.text("PACKAGE/generated/models/keepers.py")


def test_what_no_operation_uses_is_built_when_it_is_used(zoo: Built) -> None:
    models = zoo.module("generated.models")

    assert models.Keeper.__pydantic_complete__
    assert not models.Unused.__pydantic_complete__
    with pytest.raises(ValidationError, match=r"keeper\.name\.text"):
        models.Unused.model_validate({"keeper": {"name": {"text": 1}}})
    unused = models.Unused(keeper=models.Keeper(name=models.Name(text="Ida")))
    assert unused.model_dump_json() == '{"keeper":{"name":{"text":"Ida"}}}'
    assert models.Unused.__pydantic_complete__


def test_topics_without_tags_are_what_paths_begin_with(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "LARGE", 3)
    untagged = DOCUMENT.replace("tags: [animals], ", "").replace("tags: [keepers], ", "").replace("  /", "  /v1/")

    found = [module.name for module in build(untagged).generated.plan.model_modules]

    assert found == ["shared", "animals", "keepers", "others"]


def test_few_models_are_one_file(build: Build) -> None:
    files = [file.path for file in build(DOCUMENT + "  # few\n").generated.files]

    assert any(path.endswith("generated/models.py") for path in files)
    assert not any("generated/models/" in path for path in files)
