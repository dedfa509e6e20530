"""`alliancekg serve` on the built graph: clients, formats, addresses, caching, who may ask."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph as px
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from servers import Served, alliancekg_server
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from alliancekg.namespaces import BASE, ID, PREFIXES
from alliancekg.store import Store

DOCTRINE = f"{ID}event/nixon-doctrine"
LABEL = f"SELECT ?l {{ <{DOCTRINE}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"
ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPH = f"{BASE}graph/hwang-2006"


@pytest.fixture(scope="module")
def served(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("served") / "log"
    options = (
        "--rows",
        "500",
        *("--allow-host", "https://kg.example"),
        "--allow-origin",
        "https://a.example",
    )
    with alliancekg_server(built.path, log, *options, "--allow-origin", "*") as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, timeout=20) as found:
        yield found


def detail(response: httpx.Response) -> str:
    """Return what a refusal says; it is in the form of RFC 9457."""
    assert response.headers["content-type"] == "application/problem+json"
    facts = response.json()
    assert facts["status"] == response.status_code
    return str(facts["detail"])


def test_sparqlwrapper_asks_it(served: Served) -> None:
    wrapper: Any = SPARQLWrapper(f"{served.address}/sparql")
    wrapper.setQuery(LABEL)
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    labels = [row["l"]["value"] for row in found["results"]["bindings"]]
    assert "Declaration of the Nixon Doctrine" in labels
    wrapper.setMethod("POST")
    wrapper.setReturnFormat(XML)
    assert "Nixon Doctrine" in wrapper.query().convert().toxml()
    wrapper.setReturnFormat(CSV)
    assert b"Nixon Doctrine" in wrapper.queryAndConvert()
    wrapper.setQuery(f"DESCRIBE <{DOCTRINE}>")
    wrapper.setReturnFormat(TURTLE)
    assert b"Nixon Doctrine" in wrapper.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_it(method: str, served: Served) -> None:
    store = SPARQLStore(f"{served.address}/sparql", returnFormat="json", method=method)
    labels = [str(row[0]) for row in store.query(LABEL)]  # type: ignore[index]
    assert "Declaration of the Nixon Doctrine" in labels
    triples = Graph(store).triples((URIRef(DOCTRINE), None, None))
    assert len(list(triples)) > 5


def test_curl_asks_it(served: Served) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    command = ["curl", "-sS", "--compressed", "--data-urlencode", f"query={LABEL}"]
    run = subprocess.run(
        [*command, "-H", "Accept: text/csv", f"{served.address}/sparql"],
        capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[0] == "l"
    assert "Nixon Doctrine" in run.stdout


@pytest.mark.parametrize(
    ("suffix", "media"),
    [
        ("json", "application/sparql-results+json"),
        ("srj", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("ttl", ""),
    ],
)
def test_a_suffix_says_more_than_accept(suffix: str, media: str, client: httpx.Client) -> None:
    response = client.get(
        f"/sparql.{suffix}", params={"query": LABEL}, headers={"accept": "image/png"}
    )
    if not media:
        assert response.status_code == 406
        assert detail(response).startswith("SELECT gives a table")
    else:
        assert (response.status_code, response.headers["content-type"]) == (200, media)


@pytest.mark.parametrize(
    ("suffix", "media"),
    [
        ("ttl", "text/turtle; charset=utf-8"),
        ("nt", "application/n-triples"),
        ("jsonld", "application/ld+json"),
        ("json", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
        ("trig", "application/trig"),
        ("nq", "application/n-quads"),
    ],
)
def test_a_record_is_given_at_its_own_address_in_each_format(
    suffix: str, media: str, client: httpx.Client
) -> None:
    response = client.get(f"/id/event/nixon-doctrine.{suffix}")
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    form = px.RdfFormat.from_media_type(media)
    assert form is not None
    subjects = {quad.subject.value for quad in px.parse(response.content, form)}
    assert DOCTRINE in subjects
    by_accept = client.get("/id/event/nixon-doctrine", headers={"accept": media})
    assert by_accept.content == response.content


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/ns", f"{PREFIXES['ak']}Event"),
        ("/ns.nt", f"{PREFIXES['ak']}Event"),
        ("/scheme/stance", f"{BASE}scheme/stance#asserts"),
        ("/scheme/stance.nt", f"{BASE}scheme/stance"),
        ("/graph/hwang-2006", DOCTRINE),
        (f"/graphs?graph={GRAPH}", DOCTRINE),
        ("/graphs?default", DOCTRINE),
        ("/graphs?default=", DOCTRINE),
        ("/.well-known/void", f"{BASE}void#dataset"),
        ("/void", f"{BASE}void#dataset"),
    ],
)
def test_terms_schemes_and_graphs_are_given_at_their_addresses(
    path: str, subject: str, client: httpx.Client
) -> None:
    response = client.get(path, headers={"accept": "application/n-triples"})
    assert response.status_code == 200
    subjects = {quad.subject.value for quad in px.parse(response.content, px.RdfFormat.N_TRIPLES)}
    assert subject in subjects


@pytest.mark.parametrize(
    "path",
    ["/id/event/none", "/id/", "/scheme/none", "/graph/none", f"/graphs?graph={BASE}none", "/x"],
)
def test_what_is_not_there_is_not_found(path: str, client: httpx.Client) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert detail(response)


@pytest.mark.parametrize(
    "path", ["/graphs", "/graphs?default&graph=urn:x", "/graphs?graph=urn:a&graph=urn:b",
             "/graphs?graph=x", "/sparql?query=ASK{}&default-graph-uri=x", "/sparql?query=%ff",
             "/sparql?query=%", "/sparql?query=", "/sparql?other=1", "/sparql?query=ASK{",
             "/sparql?query=ASK{}&named-graph-uri=", "/sparql?query=SELECT(<urn:f>(1)AS?x){}"],
)  # fmt: skip
def test_what_is_malformed_is_told_as_such(path: str, client: httpx.Client) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert detail(response)
    assert "/" not in detail(response).replace("://", "")


def test_a_graph_is_only_read(client: httpx.Client) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        response = client.request(method, "/graphs?default", content=b"<urn:a> <urn:a> <urn:a> .")
        assert response.status_code == 405
        assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_a_description_tells_where_to_ask(client: httpx.Client, served: Served) -> None:
    response = client.get("/.well-known/void", headers={"accept": "application/n-triples"})
    triples = {str(quad.triple) for quad in px.parse(response.content, px.RdfFormat.N_TRIPLES)}
    endpoint = f"<{BASE}void#dataset> <http://rdfs.org/ns/void#sparqlEndpoint>"
    assert f"{endpoint} <{served.address}/sparql>" in triples


def test_each_example_is_a_query_that_the_endpoint_answers(client: httpx.Client) -> None:
    response = client.get("/.well-known/sparql-examples", headers={"accept": "text/turtle"})
    store = px.Store()
    store.load(response.content, px.RdfFormat.TURTLE)
    rows = store.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX schema: <https://schema.org/>"
        " SELECT ?e ?text ?target { ?e a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct ?text"
        " ; schema:target ?target ; <http://www.w3.org/2000/01/rdf-schema#comment> ?c }"
    )
    assert isinstance(rows, px.QuerySolutions)
    found = {str(row["e"]): (row["text"], row["target"]) for row in rows}
    assert len(found) >= 60
    for name in ("events-after-event", "causes-claimed-for-event"):
        text, target = next(found[e] for e in found if e.endswith(f"#{name}>"))
        assert str(target) == f"<{client.base_url.join('/sparql')}>"
        response = client.post("/sparql.csv", data={"query": text.value})
        assert response.status_code == 200
        assert len(response.text.splitlines()) > 1


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    for path in (f"/sparql.csv?query={quote(LABEL)}", "/id/event/nixon-doctrine", "/healthz"):
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "content-length", "etag"):
            assert head.headers.get(name) == got.headers.get(name)


def test_who_has_an_answer_is_not_sent_it_again(client: httpx.Client) -> None:
    for path in (
        f"/sparql?query={ALL}",
        "/id/event/nixon-doctrine",
        "/.well-known/void",
        "/sparql",
    ):
        first = client.get(path)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "no-cache"
        again = client.get(path, headers={"if-none-match": f'"x", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        other = client.get(path, headers={"if-none-match": tag, "accept": "application/xml"})
        assert (other.status_code, other.headers["etag"] != tag) == (200, True)


def test_what_changes_from_one_time_to_the_next_is_not_kept(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT (RAND() AS ?r) {}"})
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers
    assert "etag" not in client.post("/sparql", data={"query": "ASK {}"}).headers


def test_a_long_answer_is_compressed_for_who_takes_it(client: httpx.Client) -> None:
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 200"}
    with client.stream(
        "GET", "/sparql.csv", params=query, headers={"accept-encoding": "gzip"}
    ) as response:
        raw = b"".join(response.iter_raw())
    plain = client.get("/sparql.csv", params=query, headers={"accept-encoding": "identity"})
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 3
    assert "content-encoding" not in plain.headers
    for one in (response, plain):
        assert one.headers["vary"] == "Accept, Accept-Encoding"


def test_an_answer_over_the_limit_is_refused_and_never_cut(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert response.status_code == 413
    assert detail(response) == "the answer has over 500 rows. Fix: add a LIMIT"
    long = client.post("/sparql", data={"query": f"ASK {{}} #{'x' * 70_000}"})
    assert (long.status_code, detail(long)) == (413, "the query has over 65536 bytes")
    longer = client.post("/sparql", data={"query": "x" * 300_000})
    assert (longer.status_code, detail(longer)) == (413, "the body has over 262144 bytes")


def test_what_is_refused_by_type_says_so(client: httpx.Client) -> None:
    packed = gzip.compress(b"query=ASK{}" + b" " * 10_000_000)
    for body, headers in (
        (packed, {"content-encoding": "gzip", "content-type": "application/x-www-form-urlencoded"}),
        (b"ASK {}", {"content-type": "application/sparql-query; charset=utf-16"}),
        (b"ASK {}", {"content-type": "text/plain"}),
        (b"ASK {}", {}),
        (b"CLEAR ALL", {"content-type": "application/sparql-update"}),
    ):
        response = client.post("/sparql", content=body, headers=headers)
        assert response.status_code == 415, headers
        assert detail(response)
    response = client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": "image/png"})
    assert (response.status_code, detail(response)[:18]) == (406, "ASK gives a boolea")
    response = client.get("/ns", headers={"accept": "image/png"})
    assert (response.status_code, detail(response)[:22]) == (406, "a graph is given as on")


@pytest.mark.parametrize("host", ["evil.example", "kg.example.evil", "127.0.0.2", "localhost.", ""])
def test_only_who_calls_the_server_by_its_name_is_answered(host: str, client: httpx.Client) -> None:
    expected = 200 if host == "localhost." else 421 if host else 400
    assert client.get("/healthz", headers={"host": host}).status_code == expected
    for name in ("kg.example", "KG.example:80", "localhost:1", "[::1]:7070"):
        assert client.get("/healthz", headers={"host": name}).status_code == 200


def test_addresses_of_a_host_behind_tls_begin_with_https(client: httpx.Client) -> None:
    for host, start in (("kg.example", "https://kg.example"), ("localhost", "http://localhost")):
        headers = {"Host": host}
        described = client.get("/sparql", headers={**headers, "Accept": "application/n-triples"})
        assert f"#endpoint> <{start}/sparql>" in described.text
        listed = client.get("/void", headers={**headers, "Accept": "application/n-triples"})
        assert f"#sparqlEndpoint> <{start}/sparql>" in listed.text
        part = client.get("/api/queries/treaty-dates.csv?limit=1", headers=headers)
        assert part.headers["link"].startswith(f"<{start}/api/queries/treaty-dates.csv?")


def test_two_hosts_are_none(served: Served) -> None:
    with socket.create_connection(served.place, timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "SELF", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://a.example", "sec-fetch-site": "cross-site"}, 200),
        ({"origin": "https://b.example", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://b.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "*"}, 403),
    ],
)
def test_a_form_of_another_site_is_refused(
    headers: dict[str, str], status: int, client: httpx.Client, served: Served
) -> None:
    sent = {name: value.replace("SELF", served.address) for name, value in headers.items()}
    response = client.post("/sparql", data={"query": "ASK {}"}, headers=sent)
    assert response.status_code == status
    if status == 403:
        assert detail(response).startswith("a page of another site asked")


def test_pages_of_others_may_read(client: httpx.Client) -> None:
    response = client.get("/sparql?query=ASK{}", headers={"origin": "https://b.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "ETag" in response.headers["access-control-expose-headers"]
    asked = {"access-control-request-method": "POST"}
    for origin, methods in (
        ("https://b.example", "GET, HEAD"),
        ("https://a.example", "GET, HEAD, POST"),
    ):
        response = client.options("/sparql", headers={"origin": origin, **asked})
        assert (response.status_code, response.content) == (204, b"")
        assert response.headers["access-control-allow-methods"] == methods
    assert "access-control-allow-methods" not in client.options("/sparql").headers


def test_each_response_has_the_headers_that_keep_a_browser_safe(client: httpx.Client) -> None:
    for path in ("/healthz", "/x", "/sparql?query=ASK{}", "/sparql?query=ASK{"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


def test_a_broken_request_is_told_so_and_the_next_one_is_answered(served: Served) -> None:
    for request in (b"GET\r\n\r\n", b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000,
                    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"):  # fmt: skip
        with socket.create_connection(served.place, timeout=10) as connection:
            connection.sendall(request)
            assert connection.recv(1000).startswith(b"HTTP/1.1 4"), request[:60]
    assert httpx.get(f"{served.address}/healthz").text == "ok\n"


def test_health_readiness_and_metrics_are_told(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "generation 1\n"
    text = client.get("/metrics").text
    assert re.search(
        r'^alliancekg_requests_total\{method="GET",route="/sparql",status="200"\} [1-9]', text, re.M
    )
    assert re.search(r'^alliancekg_answers_total\{outcome="whole"\} [1-9]', text, re.M)
    assert re.search(r"^alliancekg_generation 1\.0$", text, re.M)
    assert re.search(r"^process_resident_memory_bytes [1-9]", text, re.M)


def test_the_log_has_a_line_for_each_request_and_nothing_of_what_was_asked(
    client: httpx.Client, served: Served
) -> None:
    before = len(served.lines())
    client.get("/sparql", params={"query": "ASK { <urn:secret> ?p ?o }"})
    for _ in range(100):  # the line is written after the response
        if len(served.lines()) > before:
            break
        time.sleep(0.02)
    assert len(served.lines()) == before + 1
    text = served.log.read_text(encoding="utf-8")
    assert "secret" not in text
    line = json.loads(text.splitlines()[-1])
    assert {"time", "level", "event", "method", "path", "status", "bytes", "ms"} == set(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert "Traceback" not in text
