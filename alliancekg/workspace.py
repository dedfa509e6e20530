"""Where the content is: ontology, shapes, seeds and queries, of a checkout, a wheel or a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alliancekg.errors import UsageError

FOLDERS: Final = ("ontology", "shapes", "seeds", "queries")
_PACKAGE: Final = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that holds all of the content."""

    root: Path
    is_packaged: bool = False  # installed with the wheel, and not to be written to

    @classmethod
    def find(cls, explicit: Path | None = None) -> Workspace:
        """Return the workspace: named, of ALLIANCEKG_WORKSPACE, of the checkout, or of the wheel.

        Raises UsageError if one of its folders is missing.
        """
        named = explicit or (Path(v) if (v := os.environ.get("ALLIANCEKG_WORKSPACE")) else None)
        workspace = cls.shipped() if named is None else cls(named.absolute())
        missing = [name for name in FOLDERS if not (workspace.root / name).is_dir()]
        if missing:
            raise UsageError(
                f"{workspace.root} is no workspace: it has no folder {', '.join(missing)}; "
                f"expected the folders {', '.join(FOLDERS)}. "
                "Fix: name a workspace with --workspace or ALLIANCEKG_WORKSPACE"
            )
        return workspace

    @classmethod
    def shipped(cls) -> Workspace:
        """Return the workspace that comes with the program: of the checkout, or of the wheel."""
        checkout = _PACKAGE.parent
        if all((checkout / name).exists() for name in (*FOLDERS, "pyproject.toml")):
            return cls(checkout)
        return cls(_PACKAGE / "_content", is_packaged=True)

    @property
    def ontology(self) -> Path:
        """Return the folder of the ontology; its sub-folder `schemes` holds the SKOS lists."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """Return the folder of the SHACL shapes."""
        return self.root / "shapes"

    @property
    def seeds(self) -> Path:
        """Return the folder of the tables."""
        return self.root / "seeds"

    @property
    def queries(self) -> Path:
        """Return the folder of the saved queries."""
        return self.root / "queries"

    @property
    def default_store(self) -> Path:
        """Return the store's folder: ALLIANCEKG_STORE, else `.alliancekg/store`.

        The latter stands in the workspace, or in the current folder if the content is the wheel's.
        """
        named = os.environ.get("ALLIANCEKG_STORE")
        if named:
            return Path(named)
        base = Path.cwd() if self.is_packaged else self.root
        return base / ".alliancekg" / "store"

    def display(self, path: Path) -> str:
        """Return the name of a file for places and data: from the root on, with `/`.

        Of a file elsewhere only the file's own name, so that no path of a machine enters the data.
        """
        # `absolute` first: a file that is a symbolic link in the workspace is a file of it.
        for root, full in (
            (self.root, path.absolute()),
            (self.root.resolve(), Path(os.path.realpath(path))),
        ):
            if full.is_relative_to(root):
                return full.relative_to(root).as_posix()
        return path.name
