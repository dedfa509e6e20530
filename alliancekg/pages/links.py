"""Where the links of a page lead: on a server that answers, or nowhere for what a place lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import quote, urlencode

from alliancekg.namespaces import AK, ID, SCHEME

Values = Mapping[str, Sequence[str]]
"""What a reader gave for the parameters of a question, by name."""

LONGEST: Final = 2000
"""An IRI that is longer, in characters, has no page of its own."""

FIRST: Final = "_first"
"""Where a page of an answer begins; no parameter of a question begins with an underscore."""


class Links(Protocol):
    """The addresses of pages, as they stand in a link; "" for a page that there is not."""

    @property
    def is_live(self) -> bool:
        """Whether there is a server, which takes what a form sends."""

    def home(self) -> str:
        """Return the address of the first page."""

    def questions(self) -> str:
        """Return the address of the list of all questions."""

    def question(self, name: str, values: Values, first: int = 1) -> str:
        """Return the address of a question with these values, from this row of its answer on."""

    def explain(self, name: str, values: Values, row: int) -> str:
        """Return the address of what made a row of an answer; the first is 1."""

    def cite(self, name: str, values: Values) -> str:
        """Return the address of the bibliography of an answer."""

    def download(self, name: str, values: Values, form: str) -> str:
        """Return the address of an answer in a format: csv, tsv, json, xml."""

    def answer(self, text: str, form: str) -> str:
        """Return the address of the answer to a query in a format, by its suffix."""

    def entity(self, iri: str) -> str:
        """Return the address of the page of a node: a record, a concept, a term, a passage."""

    def statements(self, iri: str, form: str) -> str:
        """Return the address of what is said of a node in a format of RDF, by its suffix."""

    def cite_entity(self, iri: str) -> str:
        """Return the address of the bibliography of a node."""

    def terms(self) -> str:
        """Return the address of the list of all terms and lists of values."""

    def search(self, text: str = "", kind: str = "", source: str = "", first: int = 1) -> str:
        """Return the address of a search for labels."""

    def sparql(self, text: str = "") -> str:
        """Return the address of the page that takes SPARQL, with a query in it."""

    def api(self) -> str:
        """Return the address of the page on what programs can ask."""

    def static(self, name: str) -> str:
        """Return the address of a file of the style."""


def pairs(values: Values) -> list[tuple[str, str]]:
    """Return names and values in the order of the names, without what is empty.

    >>> pairs({"to": ["1980"], "from": ["1969", " "]})
    [('from', '1969'), ('to', '1980')]
    """
    return [(name, value) for name in sorted(values) for value in values[name] if value.strip()]


@dataclass(frozen=True, slots=True)
class Served:
    """The addresses of a server; `root` is the path under which it stands, without a last slash."""

    root: str = ""

    @property
    def is_live(self) -> bool:
        """A server takes what a form sends."""
        return True

    def home(self) -> str:
        """Return `/`."""
        return f"{self.root}/"

    def questions(self) -> str:
        """Return `/questions`."""
        return f"{self.root}/questions"

    def question(self, name: str, values: Values, first: int = 1) -> str:
        """Return `/questions/NAME?PARAMETER=VALUE`."""
        more = [(FIRST, str(first))] if first > 1 else []
        return self._with(f"/questions/{quote(name)}", [*pairs(values), *more])

    def explain(self, name: str, values: Values, row: int) -> str:
        """Return `/explain/NAME?PARAMETER=VALUE&_row=N`."""
        return self._with(f"/explain/{quote(name)}", [*pairs(values), ("_row", str(row))])

    def cite(self, name: str, values: Values) -> str:
        """Return `/cite/NAME?PARAMETER=VALUE`."""
        return self._with(f"/cite/{quote(name)}", pairs(values))

    def download(self, name: str, values: Values, form: str) -> str:
        """Return `/api/queries/NAME.FORMAT?PARAMETER=VALUE`."""
        return self._with(f"/api/queries/{quote(name)}.{quote(form)}", pairs(values))

    def answer(self, text: str, form: str) -> str:
        """Return `/sparql.FORMAT?query=TEXT`."""
        return self._with(f"/sparql.{quote(form)}", [("query", text)])

    def entity(self, iri: str) -> str:
        """Return `/entity/KIND/KEY` for a record, and `/entity?iri=IRI` for any other node."""
        if len(iri) > LONGEST:
            return ""
        return (
            f"{self.root}/entity/{quote(iri.removeprefix(ID), safe='/-._~')}"
            if _is_record(iri)
            else self._with("/entity", [("iri", iri)])
        )

    def statements(self, iri: str, form: str) -> str:
        """Return `/id/KIND/KEY.FORMAT` for a record or one of its parts, `/scheme/NAME.FORMAT`
        for a list or one of its concepts, `/ns.FORMAT` for a term; nothing for any other node.
        """
        whole = iri.partition("#")[0]
        if iri.startswith(AK):
            return f"{self.root}/ns.{form}"
        if whole.startswith(SCHEME) and re.fullmatch(r"[\w-]+", name := whole[len(SCHEME) :]):
            return f"{self.root}/scheme/{name}.{form}"
        if len(iri) > LONGEST or not _is_record(whole):
            return ""
        return f"{self.root}/id/{quote(whole.removeprefix(ID), safe='/-._~%')}.{form}"

    def cite_entity(self, iri: str) -> str:
        """Return `/cite?iri=IRI`."""
        return self._with("/cite", [("iri", iri)]) if len(iri) <= LONGEST else ""

    def terms(self) -> str:
        """Return `/terms`."""
        return f"{self.root}/terms"

    def search(self, text: str = "", kind: str = "", source: str = "", first: int = 1) -> str:
        """Return `/search?text=TEXT&kind=CLASS&source=KEY`."""
        given = {"text": text, "kind": kind, "source": source}
        more = [(FIRST, str(first))] if first > 1 else []
        return self._with("/search", [*((k, v) for k, v in given.items() if v), *more])

    def sparql(self, text: str = "") -> str:
        """Return `/sparql?query=TEXT`; the page is for browsers, by Accept."""
        return self._with("/sparql", [("query", text)] if text else [])

    def api(self) -> str:
        """Return `/api`."""
        return f"{self.root}/api"

    def static(self, name: str) -> str:
        """Return `/static/NAME`."""
        return f"{self.root}/static/{quote(name)}"

    def _with(self, path: str, given: Sequence[tuple[str, str]]) -> str:
        return f"{self.root}{path}" + (f"?{urlencode(given)}" if given else "")


def _is_record(iri: str) -> bool:
    """Tell whether an IRI is that of a record, with a path that an address can have."""
    rest = iri.removeprefix(ID)
    is_plain = rest != iri and "#" not in rest and "?" not in rest and "//" not in rest
    return is_plain and not {".", "..", ""} & set(rest.split("/"))
