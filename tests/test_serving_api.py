"""The saved queries as an interface for programs, and the document that tells of it."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from servers import Served, alliancekg_server

from alliancekg import queries, results
from alliancekg.embedded import Embedded
from alliancekg.serving.openapi import document
from alliancekg.store import Store
from alliancekg.workspace import Workspace

AFTER = "/api/queries/events-after-event"
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_schema_conformance", "response_headers_conformance", "unsupported_method"),
    "negative_data_rejection",
)


@pytest.fixture(scope="module")
def served(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    log = tmp_path_factory.mktemp("api") / "log"
    with alliancekg_server(built.path, log, "--rows", "2000") as found:
        yield found


@pytest.fixture(scope="module")
def patient(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server that no busy machine makes give up."""
    log = tmp_path_factory.mktemp("patient") / "log"
    with alliancekg_server(built.path, log, "--time-limit", "120") as found:
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, timeout=20) as found:
        yield found


def rows(response: httpx.Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("events-after-event", {}),
        ("events-after-event", {"event": "Declaration of the Nixon Doctrine", "days": "400"}),
        ("numbers", {"value": "3600"}),
        ("actors-by-code", {"code": ["732", "USA"]}),
        ("checks/claims-in-a-circle", {}),
    ],
)
def test_an_answer_is_that_of_the_command_line(
    name: str, values: dict[str, Any], client: httpx.Client, built: Store, root: Path
) -> None:
    folder = Workspace.find(root).queries
    saved = queries.get(folder, name)
    expected = queries.run(saved, Embedded(built.current().open()), values)
    for form in ("csv", "json", "tsv", "xml"):
        response = client.get(f"/api/queries/{name}.{form}", params=values)
        assert response.status_code == 200
        text = results.compact_json(expected) if form == "json" else results.write(expected, form)
        assert response.text == text
    assert client.get(f"/api/queries/{name}", params=values).json()["head"]["vars"]
    assert int(response.headers["x-total-count"]) == len(expected.rows)


def test_an_answer_comes_in_pages_that_lead_to_one_another(client: httpx.Client) -> None:
    whole = rows(client.get(f"{AFTER}.csv"))
    assert len(whole) == 7
    found, address, pages = [whole[0]], f"{AFTER}.csv?days=1096&limit=4", 0
    while address:
        response = client.get(address)
        part = rows(response)
        assert part[0] == whole[0]
        assert len(part) in (5, 3)
        assert response.headers["x-total-count"] == str(len(whole) - 1)
        found += part[1:]
        pages += 1
        link = re.search(r'<([^>]+)>; rel="next"', response.headers.get("link", ""))
        address = link[1] if link else ""
    assert found == whole
    assert pages == 2
    back = client.get(f"{AFTER}.csv?limit=3&offset=5").headers["link"]
    assert f'{AFTER}.csv?limit=3&offset=2>; rel="prev"' in back
    assert rows(client.get(f"{AFTER}.csv?offset=2000")) == whole[:1]
    assert "link" not in client.get(f"{AFTER}.csv").headers


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        (f"{AFTER}?event=xx", 400, "event: 'xx' is no event of the graph; expected an id, a label"
         " or an IRI. Fix: name one that the graph has"),
        ("/api/queries/linked-records?record=", 400, "record: '' is empty; expected an IRI,"
         " kind/key or a label. Fix: write one, or leave record out"),
        (f"{AFTER}?day=3", 400, "no parameter 'day'; there are: days, event. Fix: write days"),
        (f"{AFTER}?days=1&days=2", 400, "parameter 'days' takes one value, not 2. Fix: give days"
         " once"),
        (f"{AFTER}?days=-1", 400, "days: '-1' is below 0; expected 0 or more. Fix: write how many"
         " days lie between, without a sign"),
        (f"{AFTER}?limit=0", 400, "limit: '0'; expected one whole number, 1 to 2000"),
        (f"{AFTER}?limit=1&limit=2", 400, "limit: '2'; expected one whole number, 1 to 2000"),
        (f"{AFTER}?offset=x", 400, "offset: 'x'; expected one whole number, 0 to 2000"),
        (f"{AFTER}?event=%ff", 400, "the parameters are not percent-encoded UTF-8, or are more than"
         " 300"),
        (f"{AFTER}.ttl", 404, "the answer is given as one of: json, xml, csv, tsv"),
        ("/api/queries/none", 404, "no saved query 'none'"),
        ("/api/queries/profiles/sem", 404, "no saved query 'profiles/sem'"),
        ("/api/queries/../../pyproject", 404, "there is nothing at this address"),
        ("/api/queries/%2e%2e/%2e%2e/pyproject", 404, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_as_on_the_command_line(
    path: str, status: int, told: str, client: httpx.Client
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert told in ("", response.json()["detail"])


def test_what_is_pasted_into_a_value_stays_a_value(client: httpx.Client) -> None:
    pasted = '3600" . ?s <urn:secret> ?x } #'
    response = client.get("/api/queries/claims-with-word.csv", params={"word": pasted})
    assert rows(response)[1:] == []


def test_an_answer_is_kept_until_its_values_change(client: httpx.Client) -> None:
    tag = client.get(f"{AFTER}?days=10").headers["etag"]
    again = client.get(f"{AFTER}?days=10", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for other in ("days=11", "days=10&limit=1", "days=10&offset=1"):
        response = client.get(f"{AFTER}?{other}", headers={"if-none-match": tag})
        assert response.status_code == 200


def test_all_queries_are_listed_with_their_parameters(client: httpx.Client, root: Path) -> None:
    listed = {one["name"]: one for one in client.get("/api/queries").json()["queries"]}
    assert list(listed) == list(queries.names(Workspace.find(root).queries))
    days = listed["events-after-event"]["parameters"][1]
    assert (days["name"], days["type"], days["default"]) == ("days", "integer", ["1096"])
    assert client.get(listed["numbers"]["address"]).status_code == 200


def test_the_document_is_openapi_and_tells_of_each_query(client: httpx.Client, root: Path) -> None:
    found = client.get("/api/openapi.json").json()
    saved = queries.find(Workspace.find(root).queries)
    assert found == document(saved.values(), 2000)
    assert {f"/api/queries/{name}" for name in saved} < set(found["paths"])
    operation = found["paths"][AFTER]["get"]
    given = {one["name"]: one for one in operation["parameters"]}
    assert given["days"]["schema"] == {"type": "integer", "default": 1096}
    assert given["limit"]["schema"]["maximum"] == 2000
    for path in found["paths"].values():
        for one in path.values():
            names = [parameter["name"] for parameter in one.get("parameters", ())]
            assert len(names) == len(set(names))
            for parameter in one.get("parameters", ()):
                jsonschema.Draft202012Validator.check_schema(parameter["schema"])
                if "default" in parameter["schema"]:
                    jsonschema.validate(parameter["schema"]["default"], parameter["schema"])


def is_in_query(operation: dict[str, Any]) -> bool:
    return any(one["in"] == "query" for one in operation.get("parameters", ()))


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_schemathesis_finds_no_fault_in_any_operation(
    mode: str, patient: Served, tmp_path: Path
) -> None:
    """Each operation of the document is asked what it takes, and what it must refuse."""
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    program = program or shutil.which("schemathesis")
    if program is None:
        pytest.skip("needs schemathesis: pip install --group dev")
    address = f"{patient.address}/api/openapi.json"
    paths = httpx.get(address).json()["paths"].values()
    asked = [one for path in paths for one in path.values()]
    if mode == "negative":  # any text is a path, and nothing is wrong where nothing is given
        asked = [one for one in asked if "requestBody" in one or is_in_query(one)]
    command = [program, "run", address, "--seed", "1", "--mode", mode, "--max-examples", "1"]
    phases = "examples,fuzzing" if mode == "positive" else "fuzzing"
    command += ["--phases", phases, "--checks", ",".join(CHECKS), "--no-shrink"]
    command += ["--generation-database", "none", "--no-color", "--warnings", "off"]
    hooks = {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent)}
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=tmp_path,
        env={**os.environ, **hooks},
    )
    assert run.returncode == 0, run.stdout
    assert f"Tested: {len(asked)}\n" in run.stdout, run.stdout
    generated = re.search(r"(\d+) generated, \1 passed", run.stdout)
    assert generated, run.stdout
    assert int(generated[1]) >= len(asked)
