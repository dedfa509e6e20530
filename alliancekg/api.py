"""The graph in Python, for notebooks: open it, ask it by name or in SPARQL, have it explained."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final

from alliancekg import emptiness, queries
from alliancekg.answers import Answer, Question, Questions, Told
from alliancekg.engines import Engine, Limits, Within
from alliancekg.errors import UsageError
from alliancekg.guard import LONGEST, SECONDS
from alliancekg.queries import SavedQuery
from alliancekg.values import text, texts
from alliancekg.workspace import Workspace

__all__: Final = ("Answer", "Graph", "Question", "Questions", "Told", "open")


def open(  # noqa: A001 - as gzip.open
    store: str | os.PathLike[str] | None = None,
    workspace: str | os.PathLike[str] | None = None,
    at: int | None = None,
    time_limit: float = SECONDS,
) -> Graph:
    """Return the graph of a store, open to be asked.

    `store` is a folder or the address of a SPARQL 1.1 endpoint, by default that of ALLIANCEKG_STORE
    or of the workspace; ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN, log in.
    `workspace` is the folder with the saved queries; `at` the number of an earlier generation;
    `time_limit` is in seconds, for each question.

    Raises UsageError if there is no such store or workspace, EngineError if its files are broken.
    """
    is_number = isinstance(time_limit, int | float) and not isinstance(time_limit, bool)
    if not is_number or not 0 < time_limit <= LONGEST:
        raise UsageError(
            f"time_limit: {time_limit!r} is no time; expected seconds, more than 0 and at most"
            f" {LONGEST}. Fix: leave it out"
        )
    _check_place(store, workspace, at)
    found = Workspace.find(Path(workspace) if workspace is not None else None)
    named = os.fspath(store) if store is not None else os.environ.get("ALLIANCEKG_STORE", "")
    if store is not None and not named:
        raise UsageError("store is empty; expected a folder or an address. Fix: leave it out")
    if "://" in named:
        engine = _endpoint(named, at)
    else:
        engine = _embedded(Path(named) if named else found.default_store, at)
    return Graph(Within(engine, time_limit), found.queries, time_limit)


def _said(given: object, name: str, expected: str) -> str:
    """Return a text as nothing but a text; UsageError for what is none."""
    if not isinstance(given, str):
        raise UsageError(
            f"{name}: {given!r} is {type(given).__name__}; expected {expected} as a text."
            " Fix: write it in quotes"
        )
    return str.__str__(given)


def _check_place(store: object, workspace: object, at: object) -> None:
    """Refuse what names no folder and no generation."""
    for name, given in (("store", store), ("workspace", workspace)):
        if given is not None and not isinstance(given, str | os.PathLike):
            raise UsageError(
                f"{name}: {given!r} is {type(given).__name__}; expected a folder or an address as a"
                " text, or a path. Fix: write it in quotes"
            )
    if at is not None and (isinstance(at, bool) or not isinstance(at, int)):
        raise UsageError(
            f"at: {at!r} is no number of a generation; expected a whole number."
            " Fix: take one that alliancekg log lists"
        )


def _embedded(folder: Path, at: int | None) -> Engine:
    from alliancekg.embedded import Embedded
    from alliancekg.store import Store

    store = Store(folder)
    return Embedded((store.current() if at is None else store.at(at)).open())


def _endpoint(address: str, at: int | None) -> Engine:
    from alliancekg.endpoint import Endpoint

    if at is not None:
        raise UsageError(
            "at is for a store in a folder; expected none with an address."
            " Fix: leave it out, or name a folder"
        )
    return Endpoint.of(address, os.environ)


class Graph:
    """A graph that is open. An answer outlives it; `with` or `close` ends its use."""

    def __init__(self, engine: Engine, folder: Path, time_limit: float = SECONDS) -> None:
        self._engine: Engine | None = engine
        self._folder = folder
        self._limits = Limits(seconds=time_limit)
        self._saved: dict[str, SavedQuery] = {}

    def query(self, name: str, /, **parameters: object) -> Answer:
        """Return the answer to a saved query.

        A value is a text, as on the command line: an id, a label, a code, an IRI, a date; or a
        number, a date or a cell of another answer; or a list of them, if the parameter takes
        several. `at_least` means the parameter `at-least`. Raises UsageError for an unknown name
        or a wrong value, with the nearest that there are; EngineError if the engine fails or the
        time is up.
        """
        engine, saved = self._open(), self._get(_said(name, "name", "the name of a saved query"))
        given = texts(parameters)
        asked = queries.bound(saved, engine, given)
        result = engine.ask(asked, saved.form, self._limits)
        reading = " ".join(saved.header.reading.split())
        why = partial(emptiness.why, engine, asked, saved, given)
        return Answer(result, engine, asked, reading, why)

    def sparql(self, query: str) -> Answer:
        """Return the answer to any SELECT, ASK, CONSTRUCT or DESCRIBE of SPARQL 1.1.

        Raises UsageError for anything else, with line and column; EngineError as `query` does.
        """
        engine = self._open()
        result = queries.run_text(_said(query, "query", "SPARQL"), engine, self._limits)
        return Answer(result, engine, query, "", partial(emptiness.why, engine, query))

    def explain(self, node: str) -> Told:
        """Return why the graph says what it says of a node: statements, claims, passages, rows.

        `node` is an IRI, such as a cell of an answer, `kind/key`, or a label. Raises UsageError if
        there is no such node, or several have that label.
        """
        from alliancekg.explaining import explain

        return Told(explain(self._open(), text(node)))

    def queries(self) -> Questions:
        """Return the saved queries by name, with their parameters and their types.

        Raises UsageError, with a line for each thing that is wrong in any of the files.
        """
        self._saved |= queries.find(self._folder)
        return Questions({name: _question(saved) for name, saved in sorted(self._saved.items())})

    def close(self) -> None:
        """End the use of the graph; a question that comes later is refused."""
        self._engine = None

    def __enter__(self) -> Graph:
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Graph: {self._engine.name if self._engine else 'closed'}>"

    def _open(self) -> Engine:
        if self._engine is None:
            raise UsageError(
                "the graph is closed; expected an open one. Fix: open it anew with alliancekg.open"
            )
        return self._engine

    def _get(self, name: str) -> SavedQuery:
        if name not in self._saved:
            self._saved[name] = queries.get(self._folder, name)
        return self._saved[name]


def _question(saved: SavedQuery) -> Question:
    header = saved.header
    asked, reading = " ".join(header.question.split()), " ".join(header.reading.split())
    return Question(saved.name, header.summary, asked, saved.parameters, header.returns, reading)
