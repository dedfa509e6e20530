"""The SHACL suite of the W3C, and the page that tabulates it."""

from __future__ import annotations

from pathlib import Path

import pytest
import w3c_shacl

from alliancekg import pyshaclengine
from alliancekg.constraints import Engine

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    return shared / "w3c" / "shacl" / "tests"


@pytest.mark.parametrize("engine", [None, w3c_shacl.fast, pyshaclengine.report])
def test_every_test_of_the_suite_passes(suite: Path, engine: Engine | None) -> None:
    cases = list(w3c_shacl.cases(suite))
    assert len(cases) == 120
    assert [c.name for c in cases if w3c_shacl.outcome(c, engine) != c.expected] == []


def test_of_core_little_is_left_to_pyshacl(suite: Path) -> None:
    cases = (c for c in w3c_shacl.cases(suite) if c.name.startswith("core/"))
    assert [c.name for c in cases if not w3c_shacl.is_fast(c)] == [
        "core/complex/shacl-shacl",  # shapes within themselves
        "core/node/minInclusive-002",  # times of day, with and without a zone
        "core/node/minInclusive-003",
        "core/node/qualified-001",  # ill-formed
        "core/path/path-strange-001",
        "core/path/path-strange-002",
        "core/property/or-datatypes-001",  # rdf:HTML
    ]


def test_the_page_says_so(suite: Path, root: Path) -> None:
    page = (root / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert page == w3c_shacl.page(suite)


def test_a_wrong_report_is_seen(suite: Path) -> None:
    """Each field counts: a report that differs in one does not pass."""
    cases = [c for c in w3c_shacl.cases(suite) if c.expected not in ("failure", {})]
    seen = {field for c in cases for facts in c.expected for field, v in enumerate(facts) if v}
    assert seen == set(range(len(w3c_shacl.FIELDS) + 1))
