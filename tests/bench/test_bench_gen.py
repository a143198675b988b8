"""How long it takes to generate the bookshop's code, beside the models alone by the library that makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from datamodel_code_generator import DataModelType, InputFileType
from datamodel_code_generator import generate as generate_models
from datamodel_code_generator.format import Formatter

from specforge.document.load import load
from specforge.gen.run import generate

SPECS = Path(__file__).parents[2] / "specs"


@pytest.mark.benchmark(group="generate")
def test_generate_the_user_resource(benchmark: Any) -> None:
    generated = benchmark.pedantic(lambda: generate(load(SPECS / "users")), rounds=3, warmup_rounds=1)

    assert any(file.path.endswith("models.py") for file in generated.files)


@pytest.mark.benchmark(group="generate")
def test_peer_models_only_by_datamodel_code_generator(benchmark: Any, tmp_path: Path) -> None:
    def models() -> str:
        generate_models(
            SPECS / "users" / "openapi.yaml",
            input_file_type=InputFileType.OpenAPI,
            output=tmp_path / "models.py",
            output_model_type=DataModelType.PydanticV2BaseModel,
            formatters=[Formatter.RUFF_FORMAT],
        )
        return (tmp_path / "models.py").read_text()

    assert "class User" in benchmark.pedantic(models, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="generate")
def test_generate_the_bookshop(benchmark: Any) -> None:
    generated = benchmark.pedantic(lambda: generate(load(SPECS / "bookshop")), rounds=3, warmup_rounds=1)

    assert len(generated.files) > 30
