"""Fixtures that all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """Return the folder of the test material beside the checkout; skip where there is none."""
    folder = root.parent / "shared"
    if not (folder / "source").is_dir():
        pytest.skip("needs the test material in ../shared")
    return folder
