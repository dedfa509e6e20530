"""The addresses of pages in a folder: relative, so that it opens from disk wherever it stands."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from alliancekg.namespaces import AK, ID, SCHEME
from alliancekg.pages.links import Values, pairs

DOWNLOADS: Final = ("csv", "json")
"""The formats in which a folder holds the answers."""

_LONGEST: Final = 80  # characters of a name of a file
# Names that a disk of Windows gives to devices.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class Filed:
    """The addresses as they stand on the page `here`, a path in the folder.

    `nodes` are the IRIs that have a page, `kinds` the classes that have a list of records.
    """

    def __init__(self, nodes: Collection[str], kinds: Collection[str], names: Collection[str]):
        self.here = "index.html"
        self._nodes, self._kinds, self._names = nodes, kinds, names

    @property
    def is_live(self) -> bool:
        """Nothing takes what a form sends."""
        return False

    def to(self, path: str) -> str:
        """Return the address of a file of the folder, from here."""
        return quote(posixpath.relpath(path, posixpath.dirname(self.here) or "."))

    def home(self) -> str:
        """Return the address of `index.html`."""
        return self.to("index.html")

    def questions(self) -> str:
        """Return the address of `questions.html`."""
        return self.to("questions.html")

    def question(self, name: str, values: Values, first: int = 1) -> str:
        """Return the address of a question as it stands; with other values it has no page."""
        is_there = name in self._names and not pairs(values) and first == 1
        return self.to(question_file(name)) if is_there else ""

    def explain(self, name: str, values: Values, row: int) -> str:  # noqa: ARG002
        """Return nothing: rows are explained by the command and by a server."""
        return ""

    def cite(self, name: str, values: Values) -> str:
        """Return the address of the bibliography of a question as it stands."""
        return self.to(cite_file(name)) if name in self._names and not pairs(values) else ""

    def download(self, name: str, values: Values, form: str) -> str:
        """Return the address of an answer, where the folder holds the format."""
        is_there = name in self._names and form in DOWNLOADS and not pairs(values)
        return self.to(answer_file(name, form)) if is_there else ""

    def answer(self, text: str, form: str) -> str:  # noqa: ARG002
        """Return nothing: there is no engine to ask."""
        return ""

    def statements(self, iri: str, form: str) -> str:  # noqa: ARG002
        """Return nothing: `alliancekg export` writes the graph."""
        return ""

    def entity(self, iri: str) -> str:
        """Return the address of the page of a node; of a part, that of its record."""
        record = iri.partition("#")[0] if iri.startswith(ID) else iri
        return self.to(node_file(record)) if record in self._nodes else ""

    def cite_entity(self, iri: str) -> str:  # noqa: ARG002
        """Return nothing: the page of a node names its sources, and each has a page."""
        return ""

    def terms(self) -> str:
        """Return the address of `terms.html`."""
        return self.to("terms.html")

    def search(self, text: str = "", kind: str = "", source: str = "", first: int = 1) -> str:
        """Return the address of the list of a class, or of the list of the lists."""
        if text or source or first > 1:
            return ""
        if kind:
            return self.to(list_file(kind)) if kind in self._kinds else ""
        return self.to("records.html")

    def sparql(self, text: str = "") -> str:  # noqa: ARG002
        """Return nothing: there is no engine to ask."""
        return ""

    def api(self) -> str:
        """Return nothing: programs ask a server."""
        return ""

    def static(self, name: str) -> str:
        """Return the address of a file of the style."""
        return self.to(f"static/{name}")


def question_file(name: str) -> str:
    """Return the file of a question's page."""
    return f"question/{_path(name)}.html"


def cite_file(name: str) -> str:
    """Return the file of the bibliography of a question."""
    return f"cite/{_path(name)}.html"


def answer_file(name: str, form: str) -> str:
    """Return the file of the answer to a question in a format."""
    return f"answer/{_path(name)}.{form}"


def list_file(kind: str, part: int = 1) -> str:
    """Return the file of the list of a class: the first, or a later part of it."""
    return f"records/{_path(kind)}{f'-{part}' if part > 1 else ''}.html"


def node_file(iri: str) -> str:
    """Return the file of a node's page.

    >>> node_file("https://w3id.org/alliancekg/id/event/nixon-doctrine")
    'record/event/nixon-doctrine.html'
    >>> node_file("https://w3id.org/alliancekg/ns#Place")
    'term/place-e9463dcc.html'
    """
    for space, folder in ((ID, "record/"), (AK, "term/"), (SCHEME, "list/")):
        if iri.startswith(space):
            return f"{folder}{_path(iri.removeprefix(space).replace('#', '/'))}.html"
    return f"node/{_path(iri)}.html"


def _path(name: str) -> str:
    """Return names of files that each disk takes, and that no two names share."""
    return "/".join(map(_name, name.split("/")))


def _name(text: str) -> str:
    plain = re.sub("[^a-z0-9._-]", "_", text.lower()).strip(".")[:_LONGEST]
    if plain == text and plain and not _DEVICES.fullmatch(plain):
        return plain
    return f"{plain or '_'}-{sha256(text.encode()).hexdigest()[:8]}"
