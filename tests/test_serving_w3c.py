"""The W3C's tests of the SPARQL 1.1 protocol and service description, on the running server."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as px
import pytest
from rdflib import VOID, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF
from rdflib.term import Node
from servers import Served, alliancekg_server
from storing import publish

from alliancekg.serving.servicedescription import SD
from alliancekg.store import Store

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
DATA = "http://kasei.us/2009/09/sparql/data/"
QUERIES = (
    *("query_post_form", "query_dataset_default_graphs_get", "query_dataset_default_graphs_post"),
    *("query_dataset_named_graphs_post", "query_dataset_named_graphs_get", "query_dataset_full"),
    *("query_multiple_dataset", "query_get", "query_content_type_select"),
    *("query_content_type_ask", "query_content_type_describe", "query_content_type_construct"),
    *("query_post_direct", "bad_query_method", "bad_multiple_queries"),
    *("bad_query_wrong_media_type", "bad_query_missing_form_type"),
    *("bad_query_missing_direct_type", "bad_query_non_utf8", "bad_query_syntax"),
)
BAD_UPDATES = (
    *("bad_update_get", "bad_multiple_updates", "bad_update_wrong_media_type"),
    *("bad_update_missing_form_type", "bad_update_non_utf8", "bad_update_syntax"),
    "bad_update_dataset_conflict",
)
UPDATES = (
    *("update_dataset_default_graph", "update_dataset_default_graphs"),
    *("update_dataset_named_graphs", "update_dataset_full", "update_post_form"),
    *("update_post_direct", "update_base_uri"),
)
TYPES = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        *("application/sparql-results+json", "application/sparql-results+xml"),
        *("text/csv", "text/tab-separated-values"),
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml"),
}


@dataclass(frozen=True)
class Step:
    """A request of a test, and what is expected of its response."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[str]
    boolean: bool | None
    format: str


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "w3c" / "sparql11"


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Graph:
    return Graph().parse(folder / "protocol" / "manifest.ttl")


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Run a server with the graphs that the tests name."""
    place = tmp_path_factory.mktemp("w3c")
    store = Store(place / "store")
    quads = [
        px.Quad(t.subject, t.predicate, t.object, px.NamedNode(f"{DATA}data{number}.rdf"))
        for number in (1, 2, 3)
        for t in px.parse(path=folder / "protocol" / f"data{number}.nt")
    ]
    publish(store, *quads)
    with alliancekg_server(store.path, place / "log", "--workers", "1") as found:
        yield found


def steps(manifest: Graph, name: str) -> list[Step]:
    test = next(
        one for one in manifest.subjects(RDF.type, MF.ProtocolTest) if str(one).endswith(f"#{name}")
    )
    action = manifest.value(test, MF.action)
    requests = manifest.value(action, HT.requests)
    assert requests is not None
    return [_step(manifest, node) for node in Collection(manifest, requests)]


def _step(manifest: Graph, node: Node) -> Step:
    headers = {}
    if listed := manifest.value(node, HT.headers):
        for header in Collection(manifest, listed):
            name = str(manifest.value(header, HT.fieldName))
            headers[name] = str(manifest.value(header, HT.fieldValue))
    body = b""
    if content := manifest.value(node, HT.body):
        text = str(manifest.value(content, CNT.chars))
        body = text.encode(str(manifest.value(content, CNT.characterEncoding)))
    response = manifest.value(node, HT.resp)
    expected = manifest.value(response, MF.expectedBoolean)
    return Step(
        str(manifest.value(node, HT.methodName)),
        str(manifest.value(node, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
        headers,
        body,
        frozenset(str(s)[-3] for s in manifest.objects(response, MF.expectedStatus)),
        None if expected is None else bool(expected.toPython()),  # type: ignore[attr-defined]
        str(manifest.value(response, MF.expectedFormat) or ""),
    )


def send(served: Served, step: Step, accept: str = "*/*") -> httpx.Response:
    return httpx.request(
        step.method,
        served.address + step.path,
        headers={"accept": accept, **step.headers},
        content=step.body,
        timeout=20,
    )


def test_all_tests_of_the_manifest_are_run(manifest: Graph) -> None:
    named = {str(one).partition("#")[2] for one in manifest.subjects(RDF.type, MF.ProtocolTest)}
    assert named == {*QUERIES, *BAD_UPDATES, *UPDATES}


@pytest.mark.parametrize("name", [*QUERIES, *BAD_UPDATES])
def test_a_test_of_the_protocol_passes(name: str, manifest: Graph, served: Served) -> None:
    for step in steps(manifest, name):
        assert step.statuses
        response = send(served, step)
        assert str(response.status_code)[0] in step.statuses, response.text
        media = response.headers["content-type"].partition(";")[0]
        assert media in TYPES.get(step.format, (media,))
        if step.boolean is not None:
            assert response.json()["boolean"] is step.boolean


@pytest.mark.parametrize("name", UPDATES)
def test_what_would_write_is_refused_and_nothing_is_written(
    name: str, manifest: Graph, served: Served
) -> None:
    responses = [send(served, step) for step in steps(manifest, name) if b"ASK" not in step.body]
    assert responses
    assert {response.status_code for response in responses} <= {403, 415}
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    found = httpx.get(f"{served.address}/sparql.csv", params={"query": count})
    assert found.text.split() == ["n", "3"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_the_endpoint_describes_itself_as_the_tests_of_descriptions_ask(
    accept: str, served: Served
) -> None:
    endpoint = f"{served.address}/sparql"
    response = httpx.get(endpoint, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    form = px.RdfFormat.from_media_type(accept)
    assert form is not None
    found = Graph().parse(data=nt(response.content, form), format="nt")
    sd = Namespace(SD)
    (service,) = found.subjects(sd.endpoint, URIRef(endpoint))
    assert (service, RDF.type, sd.Service) in found
    languages = set(found.objects(service, sd.supportedLanguage))
    assert languages == {sd.SPARQL11Query}
    (data,) = found.objects(service, sd.defaultDataset)
    graphs = {
        str(found.value(named, sd.name)): found.value(found.value(named, sd.graph), VOID.triples)
        for named in found.objects(data, sd.namedGraph)
    }
    assert graphs == {f"{DATA}data{number}.rdf": Literal(1) for number in (1, 2, 3)}
    used = {str(term) for triple in found for term in triple if str(term).startswith(SD)}
    assert used <= {SD + name for name in SD_TERMS}


SD_TERMS = (
    *("Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "endpoint", "namedGraph"),
    *("supportedLanguage", "SPARQL11Query", "resultFormat", "defaultDataset", "availableGraphs"),
    *("defaultGraph", "name", "graph"),
)
"""The words that are used here, of the schema at http://www.w3.org/ns/sparql-service-description"""


def nt(data: bytes, form: px.RdfFormat) -> bytes:
    triples = (quad.triple for quad in px.parse(data, form))
    return px.serialize(triples, format=px.RdfFormat.N_TRIPLES) or b""


@pytest.mark.parametrize(
    ("accept", "first"),
    [
        ("application/sparql-results+json", '{"head"'),
        ("application/json", '{"head"'),
        ("application/sparql-results+xml", "<?xml"),
        ("text/csv", "value\r\n1"),
        ("text/tab-separated-values", '?value\n"1"^^<'),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "<?xml"),
        ("text/csv;q=0.1, application/json;q=0.5", '{"head"'),
    ],
)
def test_the_client_gets_the_format_that_it_takes(
    accept: str, first: str, manifest: Graph, served: Served
) -> None:
    (step,) = steps(manifest, "query_content_type_select")
    response = send(served, step, accept)
    assert response.status_code == 200
    assert response.text.startswith(first)
    assert response.headers["vary"].startswith("Accept")
    if "csv" in first:
        assert list(csv.reader(io.StringIO(response.text))) == [["value"], ["1"]]
    if first.startswith("{"):
        assert json.loads(response.text)["head"] == {"vars": ["value"]}
