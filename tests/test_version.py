"""One version, wherever it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

import alliancekg

ROOT = Path(__file__).parent.parent


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    ontology = (ROOT / "ontology/alliancekg.ttl").read_text(encoding="utf-8")
    assert project["version"] == citation["version"] == alliancekg.__version__
    assert f'owl:versionInfo "{alliancekg.__version__}"' in ontology
