"""Who imports whom: each module has a layer, imports point down, libraries have their place."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("alliancekg", "loaders")
PATHS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

LAYERS = {
    0: "findings alliancekg batching",
    1: "errors records dates edtf literals misdates sorting suggesting",
    2: """addresses cells columns dataloaders datarows fingerprints headers identity indexing
        integrity jsonld jsontext locating namespaces nanopubs placing plainyaml rawcsv rdfparsing
        rdfreading rdfxml reading recognising resolving spans statenames toptables trusty turtle
        sssomwriting dumpfiles
        vocabulary wikidatatimes workspace rowsorting jsonldwriting contexts unsayable
        rdfxmlwriting htmltemplates""",
    3: "derived mapping mapping_sources mapping_world seeds statements templates",
    4: "drafts generations history known locking measuring store surroundings",
    5: """catalogs descriptions linksets partitions redirects
        bibliography citing coverages emptiness grounds groupkeys losses misfits paths
        patternreading patterns
        provenance rowexplaining walking graphstore graphwriting pushing readingback
        canonicalterms checking consequences constraints
        corecomponents coreconstraints coreengine corepaths corequeries corerelations corereports
        coreshapes coresparql corevalues datasets embedded endpoint
        endpointanswers endpointhttp engines expected explaining export facts focusing guard
        isolating labelling likeness matchfacts matching memory naming nativerules
        nodenames nodetables
        blanklabels canonicalising constructing rewriting quadsources slicing slicingclosure
        slicingrecords
        parameters parametervalues profileheader profiles nanopubwriting triplewriting
        quickstatements
        pyshaclengine queries queryfiles queryheader rdflibgraph references
        reporting reporting.blanknodes reporting.html reporting.jsonreport reporting.junit
        reporting.nesting reporting.sarif reporting.selection reporting.text reporting.turtle
        reporting.wording reports results rules shaclresults
        shapefaults shapefindings shapes sparqlsyntax sparqltext tables termtext unaimed
        spreadsheets verifying readercopies answers htmltables offering values
        claimtables codebooks datapackages dyadtables encounters eventtables
        folders networks parquetwriting pledges recordtables
        strengthtables tablecolumns tablefacts tableschemas""",
    6: """api arrivals carrying comparing console describing differencetexts differing filenames
        landings mappingsets recordmappings termmappings givenfiles linking loadertexts
        loading loadruns loadtexts loadreports
        refusedfiles releasenotes releasing sides pipeline planning settling strangers
        tableloads terminal told unseen validating pages pages.behindpages
        pages.apipage pages.charts pages.claimed pages.completions pages.counts pages.curllines
        pages.dated pages.operations
        pages.entitypages pages.filed pages.forms pages.frame pages.graphs pages.homepage
        pages.labelindex pages.linkedcells pages.links pages.listpages pages.pictures
        pages.questionpages pages.refusals pages.scales pages.searchpages pages.site
        pages.sparqlpages pages.spells pages.suggestions pages.svg pages.telling pages.termpages
        pages.timelines pages.told pages.writing
        serving serving.answering serving.app serving.asking
        serving.confining serving.dereferencing serving.evaluating serving.following
        serving.frames serving.jobs serving.keeping serving.leaving serving.listening
        serving.loadjobs
        serving.loadopenapi serving.loadprocess serving.loadroutes serving.negotiating
        serving.tokens serving.uploads serving.openapi
        serving.pageroutes serving.problems serving.protocol serving.querying
        serving.responding serving.savedqueries serving.servicedescription serving.shielding
        serving.statuspages serving.telemetry serving.turns serving.wellknown serving.worker
        serving.workers""",
    7: """__main__ answerarguments arguments argumenttypes loadarguments pusharguments cli commands
        commands.asking commands.citing
        commands.describing describearguments commands.exporting exportarguments
        commands.context commands.differing commands.keeping commands.readertexts
        diffarguments keepingarguments releasearguments commands.releasing
        commands.siting sitearguments
        commands.loading commands.making commands.matching
        commands.pushing commands.receiving commands.templating matcharguments
        askarguments commands.prompting prompting commands.serving servearguments
        commands.tabulating tablearguments""",
}
LAYER_OF = {
    name if name == "alliancekg" else f"alliancekg.{name}": layer
    for layer, names in LAYERS.items()
    for name in names.split()
}
FOR_LOADERS = {
    f"alliancekg.{name}" for name in ("reading", "columns", "records", "dates", "findings")
} | {"alliancekg.errors", "alliancekg.dataloaders", "loaders"}
# Nanopublications are RDF: this module reads them and gives plain tuples.
ALSO_FOR = dict.fromkeys(("loaders.nanopub", "loaders.nanopub_words"), "alliancekg.nanopubs")
# What several loaders share, and what is none itself.
PARTS_OF_LOADERS = {"loaders.spells", "loaders.successions"}
TAKES_LOADERS = ("alliancekg.cli", "alliancekg.commands.")
THIRD_PARTY = {"pyshacl": "pyshaclengine", "rdflib": "memory pyshaclengine rdflibgraph",
               "SPARQLWrapper": "endpoint", "jinja2": "htmltemplates pages.frame",
               "markupsafe": "pages.charts pages.frame pages.graphs pages.pictures pages.spells"
               " pages.svg pages.timelines", "rich": "tables",
               "yaml": "plainyaml",
               "prompt_toolkit": "terminal", "pandas": "answers",
               "starlette": """serving.app serving.dereferencing serving.evaluating
               serving.leaving serving.listening serving.loadroutes serving.pageroutes
               serving.problems serving.querying serving.responding serving.savedqueries
               serving.shielding serving.statuspages
               serving.telemetry serving.uploads serving.wellknown""",
               "python_multipart": "serving.uploads",
               "uvicorn": "serving.listening", "prometheus_client": "serving.telemetry",
               "anyio": "serving.evaluating serving.responding serving.uploads",
               "pyarrow": "parquetwriting", "networkx": "networks"}  # fmt: skip
KNOW_NO_RDF = """findings errors records dates edtf misdates cells columns headers integrity
    literals namespaces placing plainyaml rawcsv reading resolving seeds spans wikidatatimes
    workspace history
    locking expected guard profileheader queryfiles queryheader reporting
    reporting.html reporting.jsonreport reporting.junit
    reporting.sarif reporting.selection reporting.text reporting.wording reports sparqltext
    tables templates console cli __main__ askarguments htmltables
    servearguments
    serving serving.confining serving.frames serving.jobs serving.keeping serving.negotiating
    serving.shielding serving.problems serving.statuspages serving.telemetry serving.turns
    serving.workers serving.loadjobs serving.loadprocess serving.tokens serving.uploads
    codebooks folders"""
FINDS_MODULES_BY_NAME = {"alliancekg", "alliancekg.cli"}
WRITES_TO_STREAMS = {
    *("alliancekg.console", "alliancekg.cli"),
    *("alliancekg.pyshaclengine", "alliancekg.canonicalising"),
}
LINES = 300


def name_of(path: Path) -> str:
    """Return the dotted name of a module or a package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


NAMES = {name_of(path): path for path in PATHS}
OURS = sorted(name for name in NAMES if name.startswith("alliancekg"))
LOADERS = sorted(name for name in NAMES if name.startswith("loaders"))


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(NAMES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """Return what a module imports: at its top, in functions, for type checkers only."""
    package = name if NAMES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(up if node.level else []), *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in NAMES else base


@cache
def imports(name: str) -> frozenset[str]:
    return frozenset(imported(name))


def top(name: str) -> str:
    return name.partition(".")[0]


def test_every_module_has_a_layer_and_every_layer_its_modules() -> None:
    assert sorted(LAYER_OF) == OURS


def test_no_module_is_in_two_layers() -> None:
    names = [name for layer in LAYERS.values() for name in layer.split()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", OURS)
def test_a_module_imports_nothing_of_a_layer_above_it(name: str) -> None:
    known = {other for other in imports(name) if top(other) == "alliancekg"}
    assert known <= set(LAYER_OF)
    assert sorted(other for other in known if LAYER_OF[other] > LAYER_OF[name]) == []


def test_imports_never_run_in_a_circle() -> None:
    graph = {name: {x for x in imports(name) if x in NAMES and x != name} for name in NAMES}
    order = list(TopologicalSorter(graph).static_order())
    assert sorted(order) == sorted(NAMES)


@pytest.mark.parametrize("name", LOADERS)
def test_a_loader_imports_only_what_reads_tables(name: str) -> None:
    other = {x for x in imports(name) if top(x) not in sys.stdlib_module_names}
    stem = name.partition("_")[0]  # a loader that grows: icb, icb_codes
    family = {x for x in LOADERS if x == name or x.startswith(f"{stem}_")}
    siblings = set(LOADERS) if name == "loaders" else family | PARTS_OF_LOADERS
    assert sorted(other - FOR_LOADERS - siblings - {ALSO_FOR.get(name, "")}) == []


@pytest.mark.parametrize("name", OURS)
def test_only_the_commands_know_the_loaders(name: str) -> None:
    takes = name.startswith(TAKES_LOADERS)
    assert takes or not [x for x in imports(name) if top(x) == "loaders"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_module_imports_only_the_libraries_that_are_granted_to_it(name: str) -> None:
    libraries = {top(x) for x in imports(name)} - set(sys.stdlib_module_names) - set(PACKAGES)
    short = name.removeprefix("alliancekg.")
    granted = {library for library, names in THIRD_PARTY.items() if short in names.split()}
    if name not in LOADERS and short not in KNOW_NO_RDF.split():
        granted.add("pyoxigraph")
    assert sorted(libraries - granted) == []


@pytest.mark.parametrize("library", THIRD_PARTY)
def test_a_library_is_granted_only_to_modules_that_use_it(library: str) -> None:
    users = {name for name in NAMES if library in {top(x) for x in imports(name)}}
    assert sorted(users) == [f"alliancekg.{name}" for name in THIRD_PARTY[library].split()]


def test_the_two_lowest_layers_import_only_the_standard_library() -> None:
    for name in (name for layer in (0, 1) for name in LAYERS[layer].split()):
        full = name if name == "alliancekg" else f"alliancekg.{name}"
        libraries = {top(x) for x in imports(full)} - {"alliancekg"}
        assert libraries <= set(sys.stdlib_module_names), name


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_module_is_found_by_name_only_where_commands_are_dispatched(name: str) -> None:
    finders = {"importlib", "importlib.util", "runpy", "pkgutil"} & imports(name)
    called = {n.func.id for n in ast.walk(tree(name)) if isinstance(n, ast.Call)
              and isinstance(n.func, ast.Name)}  # fmt: skip
    assert name in FINDS_MODULES_BY_NAME or not finders | (called & {"__import__", "exec", "eval"})


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_module_opens_with_a_sentence_on_what_it_does(name: str) -> None:
    text = ast.get_docstring(tree(name)) or ""
    first, _, _ = text.partition("\n\n")
    assert first
    assert first.endswith((".", ":")), first


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_module_is_short_and_has_a_name_that_says_something(name: str) -> None:
    assert len(NAMES[name].read_text(encoding="utf-8").splitlines()) < LINES
    assert not set(name.split(".")) & {"utils", "util", "helpers", "core", "common", "misc"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_only_the_console_writes_to_the_streams_and_nothing_prints(name: str) -> None:
    found = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "sys":
            found |= {f"sys.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(f"{node.func.id}()")
    streams = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}
    forbidden = {"print()"} if name in WRITES_TO_STREAMS else {"print()", *streams}
    assert sorted(found & forbidden) == []
