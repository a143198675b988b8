"""``specforge gen`` on large documents beside the library that makes its models: whole processes, processor time.

The library makes models of the components and formats nothing; ours makes an application with all models of the
document, formatted. Also what an unchanged run costs, and what importing the models does. Nothing here fails for being
slow, and only ``make bench`` runs it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.test_bench_peers import DOCUMENTS, _cost, _only_as_benchmark

__all__ = ["_only_as_benchmark"]  # a fixture

MODELS_ALONE = """
import sys, warnings
from pathlib import Path
from datamodel_code_generator import DataModelType, InputFileType, generate
warnings.simplefilter("ignore")
generate(Path(sys.argv[1]), input_file_type=InputFileType.OpenAPI, output=Path(sys.argv[2]), formatters=[],
    output_model_type=DataModelType.PydanticV2BaseModel, treat_dot_as_module=False)
"""
IMPORT_ALL = """
import sys
sys.path.insert(0, sys.argv[1])
import big.generated.models as models
[getattr(models, name) for name in dir(models)]
"""


@pytest.mark.parametrize("name", ["500 operations", "Stripe", "GitHub"])
def test_gen_beside_the_models_alone(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    document = DOCUMENTS[name](tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    out = tmp_path / "out"
    ours = [sys.executable, "-m", "specforge", "gen", str(document), "--out", str(out), "--package", "big"]

    anew = _cost([*ours, "--target", "fastapi", "--force"], tmp_path).seconds
    alone = _cost([sys.executable, "-c", MODELS_ALONE, str(document), str(tmp_path / "alone.py")], tmp_path).seconds
    _cost([*ours, "--target", "fastapi"], tmp_path)
    again = _cost([*ours, "--target", "fastapi", "--check"], tmp_path).seconds
    imported = _cost([sys.executable, "-c", IMPORT_ALL, str(out)], tmp_path).seconds

    record_property(f"{name}: seconds / models alone", round(anew / alone, 2))
    print(
        f"\n{name}: {anew:.1f} s, models alone by the library {alone:.1f} s: {anew / alone:.2f} of its time; "
        f"unchanged {again:.2f} s; importing all models {imported:.2f} s"
    )
