"""Templates: their text, the names they go by, and that a filled one is what the loader reads."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pyoxigraph as px
import pytest

from alliancekg import cli, integrity, mapping, templates, vocabulary
from alliancekg.cells import article, checker, reference_kinds
from alliancekg.columns import Column, Table
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES
from alliancekg.reading import Reading, read_bytes
from alliancekg.resolving import resolve
from alliancekg.seeds import TOP_TABLES
from alliancekg.store import Store
from alliancekg.validating import Options, validate
from alliancekg.workspace import Workspace
from loaders import TABLES

EACH = [pytest.param(table, id=name) for name, table in TABLES.items()]
ALL = ", ".join(TABLES)
KNOWN = {"source": frozenset({"s"})}
TYPE = px.NamedNode(PREFIXES["rdf"] + "type")


@pytest.fixture(scope="module")
def concepts(root: Path) -> Mapping[str, frozenset[str]]:
    return vocabulary.concepts(root / "ontology" / "schemes")


@pytest.fixture(scope="module")
def generate(root: Path) -> ModuleType:
    """Return the script that writes the generated pages, as a module."""
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def written(rows: list[list[str]], **how: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, **how).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


def read(table: Table, data: bytes, concepts: Mapping[str, frozenset[str]]) -> Reading:
    return read_bytes(table, data, f"seeds/s/{table.name}.csv", "s", concepts)


def filled(table: Table, concepts: Mapping[str, frozenset[str]]) -> bytes:
    """Return the template of a table with its example no longer a comment."""
    header, example, *others = rows(templates.template(table, concepts))
    example[0] = example[0].removeprefix(templates.MARK)
    return written([header, example, *others])


SMALL = replace(
    TABLES["datings"],
    columns=(
        Column("id", "id", required=True, doc="The id.", example="a"),
        Column("names", "text", many=True, doc='Names, or "names".', example="A, B|C"),
        Column("type", "choice:X|Y", doc="Which."),
        Column("status", "concept:status", doc="How it stands.", example="done"),
        Column("of", "ref:event|treaty", doc="Of what.", example="event/b"),
    ),
)


def test_a_template_is_a_header_an_example_and_a_word_on_each_column() -> None:
    assert templates.template(SMALL, {"status": {"planned", "done"}}) == (
        "id,names,type,status,of\n"
        '# a,"A, B|C",,done,event/b\n'
        "# The row above is an example. Rows that begin with # are comments and are not read.\n"
        '"# Dates that this source gives for records of another. One date a row. '
        'Save as seeds/SOURCE/datings.csv, where SOURCE is the id of the source."\n'
        '"# In a spreadsheet, import all columns as text, or dates and numbers are rewritten."\n'
        "\"# id (required): The id. Form: an id of a-z, 0-9, '.', '_' and '-' that starts with a "
        'letter or digit. Example: a"\n'
        '"# names: Names, or ""names"". Example: A, B|C"\n'
        "# type: Which. Form: one of the values listed.\n"
        "#   values: X; Y\n"
        "# status: How it stands. Form: a concept of scheme/status. Example: done\n"
        "#   values: done; planned\n"
        "# of: Of what. Form: kind/id of an event or a treaty. Example: event/b\n"
    )


@pytest.mark.parametrize("table", EACH)
def test_the_header_is_the_columns_and_all_other_rows_are_comments(
    table: Table, concepts: Mapping[str, frozenset[str]]
) -> None:
    header, example, *others = rows(templates.template(table, concepts))
    assert header == [column.name for column in table.columns]
    assert example == ["# " + table.columns[0].example, *(c.example for c in table.columns[1:])]
    assert [row for row in others if len(row) != 1 or not row[0].startswith("# ")] == []
    told = [
        match[1] for (text,) in others if (match := re.match(r"# (\w+)(?: \(required\))?: ", text))
    ]
    assert told == header


@pytest.mark.parametrize("table", EACH)
def test_a_template_is_a_table_without_rows_as_it_stands(
    table: Table, concepts: Mapping[str, frozenset[str]]
) -> None:
    text = templates.template(table, concepts)
    width, comments = len(table.columns), len(rows(text)) - 1
    padded = [row + [""] * (width - len(row)) for row in rows(text)]
    forms = [
        text.encode(),
        written(padded),
        written(padded, quoting=csv.QUOTE_ALL),
        b"\xef\xbb\xbf" + written(padded, lineterminator="\r\n") + b"," * (width - 1),
    ]
    for data in forms:
        reading = read(table, data, concepts)
        assert (reading.records, reading.definitions, reading.references) == ([], [], [])
        assert [str(f) for f in reading.findings] == [
            f"seeds/s/{table.name}.csv: has no rows, only comments ({comments}); "
            "expected rows below the header. Fix: add rows, or delete the file"
        ]
        assert [f.severity for f in reading.findings] == ["warning"]


@pytest.mark.parametrize("table", EACH)
def test_the_example_lacks_nothing_but_the_records_it_names(
    table: Table, concepts: Mapping[str, frozenset[str]]
) -> None:
    reading = read(table, filled(table, concepts), concepts)
    assert list(map(str, reading.findings)) == []
    [record] = reading.records
    assert (record.kind, record.place.line, record.place.row) == (table.kind, 2, 2)
    assert list(map(str, integrity.check(reading.records))) == []
    named = {
        (column.name, f"is not {article(kind)}")
        for column in table.columns
        for kind in reference_kinds(column.kind) or ["passage of s"]
        if column.kind.startswith(("ref:", "passage"))
    }
    missing = {(finding.field, finding.problem) for finding in resolve([reading], KNOWN)}
    assert missing <= named
    assert {field for field, _ in missing} == {field for field, _ in named}


@pytest.mark.parametrize("table", EACH)
def test_the_values_told_are_all_that_the_loader_takes(
    table: Table, concepts: Mapping[str, frozenset[str]]
) -> None:
    others = rows(templates.template(table, concepts))[2:]
    text = " ".join(row[0].removeprefix("#").strip() for row in others)
    for column in table.columns:
        values = templates.allowed(column, concepts)
        check = checker(column.kind, concepts)
        assert [value for value in values if check(value)] == []
        if column.kind.startswith("concept:"):
            assert set(values) == concepts[column.kind.removeprefix("concept:")]
        assert not values or f"values: {'; '.join(values)}" in text


def test_a_scheme_that_the_workspace_lacks_is_wrong_usage() -> None:
    with pytest.raises(
        UsageError, match=r"^no scheme 'event-type' in ontology/schemes/; there are"
    ):
        templates.template(TABLES["events"], {"status": {"done"}})


def test_each_kind_of_cell_has_a_form_in_words() -> None:
    kinds = {column.kind for table in TABLES.values() for column in table.columns}
    kinds |= {"text", "integer", "decimal", "iri", "predicate", "alpha3", "ref:a|b|c", "ref:*"}
    forms = {kind: templates.form(Column("x", kind)) for kind in kinds}
    assert all(forms.values())
    assert forms["ref:a|b|c"] == "kind/id of an a, a b or a c"
    assert forms["ref:*"] == (
        "kind/id of a record of any kind: actor, claim, event, place, policy, quantity, source"
        " or treaty"
    )


def described(table: Table, concepts: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the classes of the nodes that the example becomes, with each `type` it may have."""
    found = set()
    header, example, *_ = rows(filled(table, concepts).decode())
    types = next((templates.allowed(c, concepts) for c in table.columns if c.name == "type"), ("",))
    for type_ in types:
        cells = [
            type_ if name == "type" else cell for name, cell in zip(header, example, strict=True)
        ]
        for record in read(table, written([header, cells]), concepts).records:
            found |= {str(q.object) for q in mapping.quads(record) if q.predicate == TYPE}
    return {iri[len(AK) + 1 : -1] for iri in found if iri.startswith(f"<{AK}")}


@pytest.mark.parametrize("table", EACH)
def test_the_classes_told_are_those_that_rows_become(
    table: Table, concepts: Mapping[str, frozenset[str]]
) -> None:
    told = set(templates.classes(table))
    wider = {"Actor", "Source"} if len(told) > 1 else set()  # stated by `derived`
    periods = set() if table.kind == "dating" else {"TimeSpan"}
    assert described(table, concepts) - {"Row"} - periods == told - wider


def test_each_class_of_the_ontology_is_told_or_is_of_rows(root: Path) -> None:
    text = (root / "ontology" / "alliancekg.ttl").read_text("utf-8")
    declared = set(re.findall(r"^ak:(\w+)\n    a owl:Class ;", text, re.MULTILINE))
    told = {name for table in TABLES.values() for name in templates.classes(table)}
    assert told == declared - {"Row"}


@pytest.mark.parametrize(
    ("names", "table"),
    [
        ("Event ak:Event event events EVENTS events.csv seeds/SOURCE/events.csv", "events"),
        ("https://w3id.org/alliancekg/ns#Event", "events"),
        ("treaties treaty Treaty treatys", "treaties"),
        ("TimeSpan ak:TimeSpan time-span time_span datings dating timespans", "datings"),
        ("Person persons MilitaryUnit military-units Government actors", "actors"),
        ("states", "states"),
        ("Document Dataset Coverage source Source", "sources"),
        ("Stance stances claim", "claims"),
        ("policies policy", "policies"),
        ("mention mentions", "mentions"),
    ],
)
def test_a_table_goes_by_its_name_its_kind_and_its_classes(names: str, table: str) -> None:
    assert {templates.find(name, TABLES).name for name in names.split()} == {table}
    assert templates.find("Military Unit", TABLES).name == "actors"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "evnt",
            f"no table, kind or class 'evnt'; the tables are: {ALL}."
            " Fix: write 'Event' or 'events'",
        ),
        (
            "Row",
            f"no table, kind or class 'Row'; the tables are: {ALL}."
            " Fix: choose one of these tables",
        ),
        ("", f"no table, kind or class ''; the tables are: {ALL}. Fix: choose one of these tables"),
        *(
            (
                name,
                f"'{name}' stands in 2 tables: states: States of the state system, with their"
                " codes; actors: Persons, governments, organisations, units, groups and states."
                " Fix: name the table, as alliancekg template actors",
            )
            for name in ("Actor", "actor", "State", "ak:State")
        ),
    ],
)
def test_a_name_of_no_table_or_of_several_is_wrong_usage(name: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        templates.find(name, TABLES)
    assert str(caught.value) == said


@pytest.mark.parametrize("table", EACH)
def test_what_a_table_holds_is_told_by_its_loader(table: Table) -> None:
    told = templates.about(table)
    folder = "" if table.name in TOP_TABLES else "SOURCE/"
    assert told.file == f"seeds/{folder}{table.name}.csv"
    assert told.what.endswith(".")
    assert re.fullmatch(r"[a-z]+", told.row)


@pytest.mark.parametrize("table", EACH)
def test_an_example_breaks_no_rule_but_names_records_that_may_be_missing(
    table: Table, root: Path, built: Store, tmp_path: Path
) -> None:
    """What a user fills in by the template is right in the eyes of the shapes, too."""
    concepts = vocabulary.concepts(root / "ontology" / "schemes")
    header, example = templates.template(table, concepts).splitlines()[:2]
    path = tmp_path / "hwang-2006" / f"{table.name}.csv"
    path.parent.mkdir()
    path.write_text(f"{header}\n{example.removeprefix('# ')}\n", "utf-8")
    report = validate([path], Workspace.find(root), TABLES, built.current(), Options())
    wrong = [f for f in report.findings if f.severity == "violation"]
    missing = re.compile(r"is not an? (passage of )?[a-z0-9-]+$|is described nowhere$")
    assert [str(finding) for finding in wrong if not missing.fullmatch(finding.problem)] == []


def test_a_loader_without_a_docstring_still_has_a_template() -> None:
    table = replace(SMALL, read=lambda row: SMALL.read(row), name="t")  # noqa: PLW0108
    assert templates.about(table) == templates.About("", "seeds/SOURCE/t.csv", "dating")
    assert '"# One dating a row. Save as seeds/SOURCE/t.csv, where' in templates.template(
        table, {"status": {"done"}}
    )


def test_the_generated_pages_are_as_generated(generate: ModuleType, root: Path) -> None:
    pages: Mapping[str, Callable[[], str]] = generate.PAGES
    assert "columns.md" in pages
    for name, page in pages.items():
        assert (root / "docs" / name).read_bytes().decode("utf-8") == page(), f"make docs: {name}"


def test_the_generator_writes_each_page(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"a.md": lambda: "é\n", "b.md": lambda: "b\n"})
    monkeypatch.setattr(generate, "FOLDERS", {})
    generate.main()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.md": "é\n".encode(),
        "b.md": b"b\n",
    }


def test_the_page_of_the_columns_tells_all_of_them(generate: ModuleType) -> None:
    page = generate.columns()
    parts = re.split(r"^##+ ", page, flags=re.MULTILINE)
    sections = {head: body for head, _, body in (part.partition("\n") for part in parts)}
    for name, table in TABLES.items():
        lines = [line for line in sections[name].splitlines() if line.startswith("| `")]
        cells = [re.split(r" ?(?<!\\)\| ?", line)[1:-1] for line in lines]
        assert [[c[0], c[1], c[2]] for c in cells] == [
            [f"`{c.name}`", "yes" * c.required, "yes" * c.many] for c in table.columns
        ]
        assert {len(c) for c in cells} == {6}
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert sorted(set(links) - sections.keys()) == []


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.parametrize("name", TABLES)
def test_the_command_prints_the_template(
    name: str, run: Run, concepts: Mapping[str, frozenset[str]]
) -> None:
    assert run("template", name) == (0, templates.template(TABLES[name], concepts), "")


def test_the_command_lists_the_tables(run: Run) -> None:
    code, out, err = run("template")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert re.split(r"  +", lines[0]) == ["table", "classes", "what it holds"]
    assert [tuple(re.split(r"  +", line)) for line in lines[2:]] == [
        tuple(filter(None, row)) for row in templates.listing(TABLES)
    ]


@pytest.mark.parametrize("name", ["evnts", "Actor", "Row", ""])
def test_a_name_that_is_no_table_is_exit_code_2(name: str, run: Run) -> None:
    with pytest.raises(UsageError) as caught:
        templates.find(name, TABLES)
    assert run("template", name) == (2, "", f"{caught.value}\n")


def test_a_template_is_valid_as_it_is_printed(run: Run, built: Store, tmp_path: Path) -> None:
    for name in ("events", "datings"):
        path = tmp_path / f"{name}.csv"
        path.write_text(run("template", name)[1], "utf-8")
        code, out, err = run("--store", built.path, "validate", path, "--source", "hwang-2006")
        assert code == 0, err
        assert f"{name}.csv: has no rows, only comments (" in out
