"""The SHACL suite of the W3C, and the page that tabulates it."""

from __future__ import annotations

from pathlib import Path

import pytest
import w3c_shacl

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    return shared / "w3c" / "shacl" / "tests"


def test_every_test_of_the_suite_passes(suite: Path) -> None:
    cases = list(w3c_shacl.cases(suite))
    assert len(cases) == 120
    assert [c.name for c in cases if w3c_shacl.outcome(c) != c.expected] == []


def test_the_page_says_so(suite: Path, root: Path) -> None:
    page = (root / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert page == w3c_shacl.page(suite)


def test_a_wrong_report_is_seen(suite: Path) -> None:
    """Each field counts: a report that differs in one does not pass."""
    cases = [c for c in w3c_shacl.cases(suite) if c.expected not in ("failure", {})]
    seen = {field for c in cases for facts in c.expected for field, v in enumerate(facts) if v}
    assert seen == set(range(len(w3c_shacl.FIELDS) + 1))
