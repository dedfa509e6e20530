"""The pages on the saved queries: what each asks and answers, and which terms and shapes it needs.

`generate` writes them. They are made of the query files, their expected answers, the shapes and the
ontology; no store is needed.
"""

from __future__ import annotations

import csv
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import termuses

from alliancekg import queries, tables
from alliancekg.parameters import Parameter
from alliancekg.queries import SavedQuery

ROOT: Final = Path(__file__).resolve().parent.parent
_ROWS: Final = 3  # of the expected answer

_QUESTIONS_HEAD: Final = """\
<!-- Written by docs/generate.py from queries/ and tests/questions/: edit those, then make docs. -->

# The questions

`alliancekg queries` lists the questions that are saved, `alliancekg queries NAME` tells of one and
of its parameters, and `alliancekg query NAME` asks it. An answer is a table, or what `--format`
names. Each question is a file `queries/NAME.rq` with its expected answer `queries/NAME.csv` beside
it, and gives the same rows on each of the [engines](engines.md). Which terms a question uses, and
which shapes check them, stands on the page of the [terms](terms.md).

"""

_ASKED_HEAD: Final = """\
## How it is asked

What people who know the field ask, and the command that answers it.

| question | command |
|---|---|
"""

_TERMS_HEAD: Final = """\
<!-- Written by docs/generate.py from queries/, shapes/, ontology/: edit those, then make docs. -->

# The terms, and what asks for them and checks them

From question to query to terms to shapes. `ak:` is `https://w3id.org/alliancekg/ns#`. A term of the
ontology that no query and no shape uses fails a test. [Questions](questions.md) tells what each
query answers, [rules](rules.md) what each shape demands.

"""

_SCHEMES_HEAD: Final = """
## Schemes

A shape that demands a concept of a scheme checks all of its concepts. `cameo` and `plover` are
codes of other data sets, to which the types of events are matched; no record names them.

| scheme | files of shapes | queries that take a concept | concepts that queries name |
|---|---|---|---|
"""


def questions() -> str:
    """Return the page on all saved queries: the table of ways to ask, then each query."""
    saved = queries.find(ROOT / "queries")
    asked = [name for name in saved if not name.startswith("checks/")]
    checks = [name for name in saved if name.startswith("checks/")]
    parts = [_QUESTIONS_HEAD, _ASKED_HEAD]
    parts += (f"| {_plain(ask['asked'])} | `{_plain(_command(ask))}` |\n" for ask in _asks())
    parts.append("\n## The queries\n")
    parts += (_query(saved[name]) for name in asked)
    parts.append(
        "\n## The checks\n\nA check finds what is wrong in the data, one row a problem. "
        "Its expected answer is empty.\n"
    )
    parts += (_query(saved[name]) for name in checks)
    return "".join(parts)


def _asks() -> list[dict[str, Any]]:
    path = ROOT / "tests" / "questions" / "questions.toml"
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["ask"]
    return found


def _command(ask: Mapping[str, Any]) -> str:
    words = ["alliancekg", "query", ask["query"]]
    for name, value in ask.get("values", {}).items():
        for text in value if isinstance(value, list) else [value]:
            words += [f"--{name}", text]
    return shlex.join(words)


def _query(saved: SavedQuery) -> str:
    header = saved.header
    parts = [f"\n### {saved.name}\n\n**{_plain(header.question or header.summary)}**\n"]
    told = (header.summary if header.question else "", header.description, header.reading)
    parts += (f"\n{_sentence(text)}\n" for text in told if text)
    parts.append(f"\n```text\nalliancekg query {saved.name}{_usage(saved.parameters)}\n```\n")
    if saved.parameters:
        parts.append(
            "\n| parameter | form | needed | default | what it is |\n|---|---|---|---|---|\n"
        )
        parts += (_parameter(parameter) for parameter in saved.parameters)
    return "".join([*parts, "\n", _answer(saved)])


def _sentence(text: str) -> str:
    """Return a text of a header as a paragraph, with its line breaks and a full stop."""
    plain = text.strip().replace("<", "&lt;")
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."


def _usage(parameters: Iterable[Parameter]) -> str:
    """Return the parameters as a command takes them: those that can be left out in brackets."""
    words = []
    for parameter in parameters:
        name = parameter.name.replace("_", "-")
        word = f"--{name} {name.upper()}" + (" …" if parameter.is_repeatable else "")
        words.append(word if parameter.is_required and not parameter.default else f"[{word}]")
    return "".join(f" {word}" for word in words)


def _parameter(parameter: Parameter) -> str:
    form = parameter.type
    if form.startswith("concept:"):
        scheme = form.removeprefix("concept:")
        form = f"a concept of [{scheme}](columns.md#{scheme})" if _listed(scheme) else form
    if parameter.choices:
        form = "one of " + ", ".join(f"`{choice}`" for choice in parameter.choices)
    cells = (
        f"`--{parameter.name.replace('_', '-')}`",
        form + (", several" if parameter.is_repeatable else ""),
        "yes" if parameter.is_required and not parameter.default else "no",
        ", ".join(f"`{_plain(value)}`" for value in parameter.default),
        _plain(parameter.doc),
    )
    return "| " + " | ".join(cells) + " |\n"


def _listed(scheme: str) -> bool:
    """Tell whether the page of the columns lists the values of a scheme."""
    return f"\n### {scheme}\n" in (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")


def _answer(saved: SavedQuery) -> str:
    """Return the columns, the number of rows and the first rows of the expected answer."""
    with saved.expected.open(encoding="utf-8-sig", newline="") as file:
        names, *rows = csv.reader(file)
    if not rows:
        listed = ", ".join(f"`{name}`" for name in names)
        where = " on the seeds alone: it asks data sets" if "loaded" in saved.header.tags else ""
        return f"Columns: {listed}. No row is expected{where}.\n"
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    shown = f", the first {_ROWS}" if len(rows) > _ROWS else ""
    return f"Answer by default: {count}{shown}.\n\n" + tables.markdown(names, rows[:_ROWS])


def _plain(text: str) -> str:
    """Return a text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def terms() -> str:
    """Return the page that leads from the questions to the terms, and from the terms to both."""
    saved = queries.find(ROOT / "queries")
    used = {name: termuses.in_query(query) for name, query in saved.items()}
    checked = termuses.checked()
    parts = [_TERMS_HEAD, "## From question to terms\n\n"]
    parts.append("| question | query | terms and concepts | files of shapes |\n|---|---|---|---|\n")
    for name, query in saved.items():
        cells = (
            _plain(query.header.question or query.header.summary),
            termuses.link(name),
            ", ".join(f"`{term}`" for term in used[name]),
            termuses.files_of(used[name], checked),
        )
        parts.append("| " + " | ".join(cells) + " |\n")
    parts += _declared(used, checked)
    return "".join(parts)


def _declared(
    used: Mapping[str, Sequence[str]], checked: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield the tables of classes, properties and schemes, with their queries and shapes."""
    ontology = termuses.turtle(ROOT / "ontology" / "alliancekg.ttl")
    for title, kinds in (("Classes", termuses.KINDS[:1]), ("Properties", termuses.KINDS[1:])):
        yield f"\n## {title}\n\n| term | files of shapes | queries |\n|---|---|---|\n"
        for term in sorted(termuses.of_kinds(ontology, kinds)):
            yield _line(term, used, checked)
    yield _SCHEMES_HEAD
    for path in sorted((ROOT / "ontology" / "schemes").glob("*.ttl")):
        whole = f"{path.stem}:*"
        takers = [termuses.link(name) for name, terms in used.items() if whole in terms]
        keys = sorted({t for terms in used.values() for t in terms if _is_of(t, path.stem)})
        cells = (
            path.stem,
            termuses.files_of([whole], checked),
            ", ".join(takers),
            ", ".join(f"`{key}`" for key in keys),
        )
        yield "| " + " | ".join(cells) + " |\n"


def _is_of(term: str, scheme: str) -> bool:
    return term.startswith(f"{scheme}:") and not term.endswith(":*")


def _line(
    term: str, used: Mapping[str, Sequence[str]], checked: Mapping[str, Sequence[str]]
) -> str:
    names = [name for name, terms in used.items() if term in terms]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    shown = ", ".join(map(termuses.link, islice(names, 5)))
    return f"| `{term}` | {termuses.files_of([term], checked)} | {shown}{more} |\n"
