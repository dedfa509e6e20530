"""Prints the SHA-256 of a store's graph in every format, read from each engine that is named.

    python exported_digests.py STORE ADDRESS ENGINE…

Run by `test_equal_bytes` under several Pythons and hash seeds. ADDRESS is that of a server that
holds the graph, ENGINE `embedded`, `rdflib` or `server`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

from alliancekg.addresses import Login
from alliancekg.embedded import Embedded
from alliancekg.endpoint import Endpoint
from alliancekg.engines import Engine
from alliancekg.export import FORMATS, write
from alliancekg.memory import InMemory
from alliancekg.quadsources import quads
from alliancekg.store import Store


class Digest:
    """A file of which only the digest and the size are kept."""

    def __init__(self) -> None:
        self.hash, self.size = hashlib.sha256(), 0

    def writelines(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.hash.update(piece)
            self.size += len(piece)


def engine(name: str, store: Path, address: str) -> Engine:
    if name == "server":
        return Endpoint(address, Login())
    opened = Store(store).current().open()
    return InMemory.of(opened) if name == "rdflib" else Embedded(opened)


def digests(source: Engine) -> dict[str, str]:
    found = list(quads(source))
    told = {"quads": str(len(found))}
    for form in FORMATS:
        out = Digest()
        write(iter(found), form, cast("BinaryIO", out), flatten=True)
        told[form] = f"{out.hash.hexdigest()} {out.size}"
    return told


if __name__ == "__main__":
    store, address, *names = sys.argv[1:]
    said = {name: digests(engine(name, Path(store), address)) for name in names}
    version = ".".join(map(str, sys.version_info[:2]))
    sys.stdout.write(json.dumps({"python": version, "digests": said}))
