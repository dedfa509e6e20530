"""Loads over HTTP on the running server: as on the command line, for who bears the token."""

from __future__ import annotations

import gzip
import hmac
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from conftest import copied
from servers import Served, alliancekg_server

from alliancekg.cli import main
from alliancekg.errors import UsageError
from alliancekg.locking import held
from alliancekg.pipeline import build
from alliancekg.serving import jobs, tokens
from alliancekg.serving.loadjobs import LoadJob, LoadReply
from alliancekg.serving.loadprocess import Loads
from alliancekg.serving.problems import Refused
from alliancekg.serving.uploads import safe_name
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import TABLES

TESTS = Path(__file__).parent
VOLUME = TESTS / "frus" / "volume.xml"
CSV = TESTS / "bad-inputs-csv"
TOKEN = "carter-1977-withdrawal-announcement"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ENOUGH = 30.0  # seconds
WITHIN = 1.0  # seconds for a question meanwhile
# The same server, less patient with a body that does not come.
HASTY = """
from alliancekg import cli
from alliancekg.serving import uploads
uploads.PAUSE = 0.5
raise SystemExit(cli.main())
"""
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/alliancekg/ns#Group> }"
COMPARED = ("coverage-of-sources", "events-without-date", "numbers", "sources-covering")
BAD = {
    "claim_without_source.csv": "claims",
    "control_characters.csv": "actors",
    "date_no_such_day.csv": "events",
    "date_word.csv": "events",
    "empty_id.csv": "actors",
    "header_only.csv": "actors",
    "header_without_id.csv": "actors",
    "latin1_byte.csv": "actors",
    "row_too_long.csv": "actors",
    "unclosed_quote.csv": "actors",
    "unknown_column.csv": "actors",
    "unknown_type.csv": "actors",
    "url_with_space.csv": "sources",
}
ACTORS = b"id,type,label\nquartet,Group,The quartet\n"


@dataclass(frozen=True, slots=True)
class Taking:
    """A server that takes loads, its store and workspace, and where its temporary files are."""

    served: Served
    store: Store
    workspace: Path
    temporary: Path

    def load(self, loader: str, **more: Any) -> httpx.Response:
        headers = {**BEARER, **more.pop("headers", {})}
        address = f"{self.served.address}/api/load/{loader}"
        return httpx.post(address, headers=headers, timeout=60, **more)

    def plan(self, loader: str, *files: Path, **params: str) -> httpx.Response:
        parts = [("file", (path.name, path.read_bytes())) for path in files]
        return self.load(loader, files=parts, params=params)

    @property
    def state(self) -> tuple[list[int], int]:
        return self.store.numbers(), self.store.current().number


@contextmanager
def taking(folder: Path, *options: str, script: str = "") -> Iterator[Taking]:
    """Run a server on a small graph of its own."""
    (folder / "temporary").mkdir()
    workspace = Workspace.find(copied(folder / "small"))
    with (workspace.seeds / "states.csv").open("a", encoding="utf-8") as states:
        states.write("usa,United States,,,,,,USA,,\n")
    for query in workspace.queries.glob("*.rq"):
        if query.stem not in COMPARED:  # a plan is the quicker for it
            query.unlink()
    store = Store(folder / "store")
    build(workspace, store, TABLES, lambda _: None)
    given = ("--workspace", str(workspace.root), *options)
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(folder / "temporary"))
            patch.setenv("ALLIANCEKG_LOAD_TOKEN", TOKEN)
            served = stack.enter_context(
                alliancekg_server(store.path, folder / "log", *given, script=script)
            )
        yield Taking(served, store, workspace.root, folder / "temporary")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taking]:
    options = ("--load-size", "1", "--workers", "1", "--allow-origin", "https://a.example")
    with taking(tmp_path_factory.mktemp("load"), *options, script=HASTY) as found:
        yield found


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test nothing is left of its files, and the server has made no fault."""
    yield
    if "server" in request.fixturenames:
        found: Taking = request.getfixturevalue("server")
        until(lambda: not list(found.temporary.iterdir()))
        assert not [line for line in found.served.lines() if "traceback" in line]
        told = {str(line["event"]) for line in found.served.lines() if line["level"] == "error"}
        assert told <= {"the files of a load cannot be kept"}


def until(is_so: Callable[[], object], seconds: float = ENOUGH) -> None:
    """Wait until something is so; fail if it never is."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def detail(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


def printed(
    taking: Taking, words: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[str]]:
    """Return the exit code and the lines, sorted, of the command line on the same store."""
    places = ("--store", str(taking.store.path), "--workspace", str(taking.workspace))
    code = main([*places, "--quiet", "load", *words])
    said = capsys.readouterr()
    return code, sorted(line for line in (said.out + said.err).splitlines() if line)


def schema(taking: Taking) -> dict[str, Any]:
    """Return the document of the server, to hold reports to."""
    found: dict[str, Any] = httpx.get(f"{taking.served.address}/api/openapi.json").json()
    return found


def refuse_other(report: Mapping[str, Any], taking: Taking) -> None:
    """Fail if a report is not as the document says."""
    document = schema(taking)
    reference = {"$ref": "#/components/schemas/LoadReport", "components": document["components"]}
    jsonschema.validate(report, reference)


def test_a_plan_is_that_of_the_command_line_and_changes_nothing(
    server: Taking, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = server.state
    monkeypatch.chdir(VOLUME.parent)
    code, lines = printed(server, ["frus", VOLUME.name, "--plan"], capsys)
    assert code == 0
    text = server.load(
        "frus",
        files={"file": ("volume.xml", VOLUME.read_bytes())},
        headers={"Accept": "text/plain"},
    )
    assert (text.status_code, text.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert sorted(text.text.splitlines()) == lines
    response = server.plan("frus", VOLUME)
    assert response.status_code == 200
    report = response.json()
    refuse_other(report, server)
    assert report["outcome"] == "planned"
    assert report["rows"] == {"read": 12, "taken": 11, "refused": 1}
    assert report["records"]["added"]["count"] == 37
    assert report["files"] == [{"name": "volume.xml", "kind": "frusVOLUME.xml"}]
    (row,) = report["refusedRows"]
    assert (row["file"], row["line"], row["field"], row["value"]) == (
        "volume.xml", 60, "when", "1901-02-30",
    )  # fmt: skip
    said = [
        f"  {found['text']}"
        for reason in (*report["refused"], *report["flagged"])
        for found in reason["first"]
    ]
    said += [f"answer of {a['query']}: {a['before']} rows to {a['after']}, {a['added']} added,"
             f" {a['removed']} removed" for a in report["answers"]]  # fmt: skip
    assert report["answers"]
    assert set(said) < set(lines)
    assert (server.state, report["generation"]) == (before, None)


@pytest.mark.shared
def test_a_plan_of_real_data_is_that_of_the_command_line(
    server: Taking,
    shared: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = shared / "data" / "frus" / "frus1977-80v01_korea_withdrawal_subset.xml"
    monkeypatch.chdir(path.parent)
    code, lines = printed(server, ["frus", path.name, "--plan"], capsys)
    found = server.load(
        "frus",
        content=path.read_bytes(),
        params={"name": path.name},
        headers={"Accept": "text/plain"},
    )
    assert (code, found.status_code) == (0, 200)
    assert sorted(found.text.splitlines()) == lines


@pytest.mark.parametrize("name", BAD)
def test_findings_are_those_of_the_command_line(
    name: str,
    server: Taking,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = server.state
    monkeypatch.chdir(CSV)
    code, lines = printed(server, [BAD[name], name, "--source", "essay-2", "--strict"], capsys)
    response = server.plan(BAD[name], CSV / name, source="essay-2", strict="true", publish="true")
    assert (code, response.status_code) in ((1, 422), (2, 400))
    assert server.state == before
    if code == 1:
        report = response.json()
        refuse_other(report, server)
        assert sorted(found["text"] for found in report["findings"]) == lines
        assert report["outcome"] == "refused"
        assert report["detail"] == f"{len(lines)} findings; nothing was changed"
    else:
        assert sorted(detail(response).splitlines()) == [
            re.sub("--(?=[a-z])", "", s) for s in lines
        ]


def test_a_publication_is_answered_from_at_once(tmp_path: Path, server: Taking) -> None:
    asked, quintet = {"query": COUNT}, ACTORS.replace(b"quartet", b"quintet")
    before = httpx.get(f"{server.served.address}/sparql.csv", params=asked).text
    response = server.load(
        "actors",
        files={"file": ("groups.csv", quintet)},
        data={"source": "quintet-list", "publish": "true"},
    )
    report = response.json()
    assert (response.status_code, report["outcome"]) == (200, "published"), response.text
    after = httpx.get(f"{server.served.address}/sparql.csv", params=asked).text
    assert int(after.split()[1]) == int(before.split()[1]) + 1
    refuse_other(report, server)
    assert report["generation"] == server.store.current().number
    assert report["statements"] == server.store.current().ledger.quads
    (load,) = [server.store.current().ledger.loads["quintet-list"]]
    assert isinstance(load, dict)
    assert [file["name"] for file in load["files"]] == ["groups.csv"]
    assert str(tmp_path) not in json.dumps(load)
    params = {"source": "quintet-list", "publish": "true", "name": "groups.csv"}
    again = server.load("actors", content=quintet, params=params)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged"), again.text
    assert again.json()["generation"] is None
    refuse_other(again.json(), server)


def test_with_strict_a_refused_row_refuses_all(server: Taking) -> None:
    before = server.state
    response = server.plan("frus", VOLUME, publish="true", strict="true")
    report = response.json()
    assert (response.status_code, report["outcome"]) == (422, "refused")
    refuse_other(report, server)
    assert report["rows"] == {"read": 12, "taken": 11, "refused": 1}
    assert [found["value"] for found in report["findings"]] == ["1901-02-30"]
    assert server.state == before
    headers = {"Accept": "text/plain"}
    text = server.load(
        "frus?strict=true", files={"file": ("v.xml", VOLUME.read_bytes())}, headers=headers
    )
    assert (text.status_code, text.text.count("\n")) == (422, 1)


def test_several_files_are_one_load(server: Taking) -> None:
    about = (TESTS / "bad-input" / "good" / "seeds" / "sources.csv").read_text(encoding="utf-8")
    head = about.splitlines()[0]
    row = "list-7,Dataset,A List,,,,,A list (1951).,,5,,,,,,"
    parts = [
        ("file", ("sources.csv", f"{head}\n{row}\n".encode())),
        ("file", ("actors.csv", ACTORS.replace(b"quartet", b"sextet"))),
    ]
    report = server.load("tables", files=parts).json()
    assert report["source"] == "list-7"
    assert [file["name"] for file in report["files"]] == ["actors.csv", "sources.csv"]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "Bearer")],
        [("Authorization", "Bearer ")],
        [("Authorization", TOKEN)],
        [("Authorization", f"Basic {TOKEN}")],
        [("Authorization", f"Bearer {TOKEN}x")],
        [("Authorization", f"Bearer {TOKEN[:-1]}")],
        [("Authorization", f"Bearer {TOKEN.upper()}")],
        [("Authorization", f"Bearer {TOKEN}"), ("Authorization", f"Bearer {TOKEN}")],
    ],
)
def test_without_the_token_nothing_is_read(headers: list[tuple[str, str]], server: Taking) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    host, port = server.served.place
    with socket.create_connection((host, port), timeout=5) as sent:
        # The body is announced, and never comes: the answer does not wait for it.
        sent.sendall(
            f"POST /api/load/frus HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n{head}\r\n"
            .encode()
        )  # fmt: skip
        answer = sent.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 401 ")
    assert 'www-authenticate: Bearer realm="alliancekg"' in answer
    assert ('error="invalid_token"' in answer) == bool(headers)
    assert TOKEN not in answer


def test_a_token_is_compared_by_digests_of_one_length(monkeypatch: pytest.MonkeyPatch) -> None:
    token = tokens.Token(TOKEN)
    compared: list[tuple[int, int]] = []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    given = [[], [""], ["Bearer"], ["Bearer x"], [f"bearer  {TOKEN}"], [f"Bearer {'x' * 9999}"],
             [f"Bearer {TOKEN}"], [f"Digest {TOKEN}"], ["Bearer \udcff"]]  # fmt: skip
    assert [token.is_borne(headers) for headers in given] == [
        False, False, False, False, True, False, True, False, False,
    ]  # fmt: skip
    assert compared == [(32, 32)] * len(given)
    assert TOKEN not in repr([getattr(token, name) for name in token.__slots__])


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ("", 0o600, "the token is empty; expected 16 or more"),
        (" \n", 0o600, "the token is empty; expected 16 or more"),
        ("carter-1977-koo", 0o600, "the token has fewer than 16 characters;"),
        ("carter 1977 withdrawal", 0o600, "the token has a sign that no token has;"),
        ("carter-1977-withdráwal", 0o600, "the token has a sign that no token has;"),
        ("c" * 5000, 0o600, "the token has over 4096 characters;"),
        (TOKEN, 0o644, "others may read or write it (mode 0644); expected a file for its owner"),
        (TOKEN, 0o602, "others may read or write it (mode 0602); expected a file for its owner"),
        (None, 0, "cannot be read: No such file or directory; expected a file with a token."),
    ],
)
def test_a_file_of_a_token_that_will_not_do_is_refused(
    text: str | None, mode: int, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "token"
    if text is not None:
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
    with pytest.raises(UsageError) as caught:
        tokens.find(str(path), {})
    said = str(caught.value)
    assert said.startswith(f"--load-token-file {path}: {told}")
    assert "Fix: " in said
    assert "carter" not in said


def test_a_token_comes_from_the_file_or_else_from_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n", encoding="utf-8")
    path.chmod(0o640)
    environment = {tokens.VARIABLE: "nixon-1969-guam-remarks", "LANG": "C"}
    found = tokens.find(str(path), environment)
    assert found is not None
    assert found.is_borne([f"Bearer {TOKEN}"])
    assert environment == {"LANG": "C"}
    assert tokens.find("", environment) is None
    found = tokens.find("", {tokens.VARIABLE: "nixon-1969-guam-remarks"})
    assert found is not None
    assert found.is_borne(["Bearer nixon-1969-guam-remarks"])
    with pytest.raises(UsageError, match="ALLIANCEKG_LOAD_TOKEN: the token is empty;"):
        tokens.find("", {tokens.VARIABLE: ""})


def test_a_generation_that_is_kept_to_takes_no_loads(
    built: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCEKG_LOAD_TOKEN", TOKEN)
    assert main(["--store", str(built.path), "serve", "--at", "1", "--port", "0"]) == 2
    assert capsys.readouterr().err == (
        "--at: is given with --load-token-file or ALLIANCEKG_LOAD_TOKEN; expected one of both, for"
        " a load is published after the current generation. Fix: leave out one\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_the_token_reaches_no_process_log_metric_or_response(server: Taking) -> None:
    # A load long enough to look at its process.
    with waiting(server, "true") as child:
        for pid in (child, *children(server.served.process.pid)):
            for name in ("environ", "cmdline"):
                assert TOKEN.encode() not in Path(f"/proc/{pid}/{name}").read_bytes()
    assert TOKEN.encode() not in Path(f"/proc/{server.served.process.pid}/cmdline").read_bytes()
    response = server.plan("frus", VOLUME)
    assert TOKEN not in response.text + str(response.headers)
    assert TOKEN not in httpx.get(f"{server.served.address}/metrics").text
    assert TOKEN not in server.served.log.read_text(encoding="utf-8")


def test_a_log_line_and_metrics_tell_of_a_load_without_what_is_in_it(server: Taking) -> None:
    server.load("actors?source=x1&name=secret-plan.csv", content=ACTORS)
    lines = server.served.lines()
    (line,) = [one for one in lines[-2:] if one["event"] == "load"]
    assert line["outcome"] == "planned"
    assert (line["loader"], line["files"], line["size"], line["is_plan"]) == ("actors", 1, 40, True)
    assert not re.search("quartet|secret", json.dumps(lines[-2:]))
    assert (
        'alliancekg_loads_total{outcome="planned"}'
        in httpx.get(f"{server.served.address}/metrics").text
    )


def test_a_page_of_another_site_cannot_load(server: Taking) -> None:
    form = {"file": ("groups.csv", ACTORS)}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ):
        response = server.load("actors", files=form, headers=headers)
        assert response.status_code == 403
        assert "another site" in detail(response)
    assert server.load("actors", files=form, headers={"Host": "evil.example"}).status_code == 421
    asks = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    address = f"{server.served.address}/api/load/actors"
    for origin, is_named in (("https://evil.example", False), ("https://a.example", True)):
        found = httpx.options(address, headers={**asks, "Origin": origin}).headers
        assert ("Authorization" in found.get("access-control-allow-headers", "")) == is_named
    allowed = server.load("actors?source=x2", files=form, headers={"Origin": "https://a.example"})
    assert allowed.status_code == 200


def test_who_may_read_anywhere_may_not_bear_a_token_from_anywhere(served_open: Served) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Origin": "https://evil.example"}
    found = httpx.options(f"{served_open.address}/api/load/frus", headers=asks).headers
    assert found["access-control-allow-origin"] == "*"
    assert "Authorization" not in found["access-control-allow-headers"]
    assert found["access-control-allow-methods"] == "GET, HEAD"


@pytest.fixture(scope="module")
def served_open(built: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server without a token."""
    with alliancekg_server(built.path, tmp_path_factory.mktemp("open") / "log") as found:
        yield found


def test_without_a_token_no_loads_are_taken(served_open: Served) -> None:
    address = f"{served_open.address}/api/load/frus"
    response = httpx.post(address, content=b"x", headers=BEARER)
    assert response.status_code == 403
    assert detail(response) == (
        "loads are not taken here. Fix: start the server with --load-token-file FILE, or with"
        " ALLIANCEKG_LOAD_TOKEN set"
    )
    assert (
        "/api/load/{loader}"
        not in httpx.get(f"{served_open.address}/api/openapi.json").json()["paths"]
    )


def test_a_load_is_nothing_to_read(server: Taking) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        response = httpx.request(method, f"{server.served.address}/api/load/frus", headers=BEARER)
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "load, by POST" in httpx.get(f"{server.served.address}/api/load/frus").text


@pytest.mark.parametrize(
    ("path", "content", "headers", "status", "told"),
    [
        ("nosuch", b"x", {}, 404, "no loader 'nosuch'; there are: "),
        ("frsu?name=a.xml", b"x", {}, 404, "Fix: write 'frus'"),
        ("../../etc", b"x", {}, 404, "there is nothing at this address"),
        ("frus", b"x", {}, 400, "the file has no name; expected ?name=, as events.csv"),
        ("frus?name=a.xml&draft=1", b"x", {}, 400, "no option 'draft'; there are: source, strict,"),
        ("frus?name=a.xml&strict=yes", b"x", {}, 400, "strict: 'yes'; expected true or false"),
        ("frus?name=a.xml&publish=", b"x", {}, 400, "publish: ''; expected true or false"),
        ("frus?name=a.xml&name=b.xml", b"x", {}, 400, "name: is given twice; expected once"),
        ("frus?name=a.xml&source=", b"x", {}, 400, "source: is empty; expected a key."),
        ("frus?name=a.xml&encoding=%00", b"x", {}, 400, "encoding: is none; expected one such as"),
        ("actors?source=x&name=a.csv&encoding=klingon", ACTORS, {}, 400,
         "'klingon' is no encoding; expected one such as utf-8, latin-1, cp949. Fix: correct"
         " encoding"),
        ("frus?name=%ff", b"x", {}, 400, "the parameters are not percent-encoded UTF-8"),
        ("frus?name=a.xml", b"", {}, 400, ""),
        ("frus?name=a.xml", gzip.compress(b"x" * 10_000_000), {}, 400, "a.xml"),
        ("frus?name=a.xml", gzip.compress(b"x" * 10_000_000), {"Content-Encoding": "gzip"}, 415,
         "the body is compressed; expected it as it is"),
        ("frus?name=a.xml", b"x", {"Content-Type": "multipart/mixed; boundary=b"}, 415,
         "the body is 'multipart/mixed'; expected multipart/form-data, or one file as it is"),
        ("frus?name=a.xml", b"x", {"Accept": "image/png"}, 406, "a load is told of as one of: "),
        ("actors?name=a.csv", ACTORS, {}, 400, "the tables are of the sources none; expected one."),
        ("actors?name=a.csv&source=A%2F..", ACTORS, {}, 400, "'A/..' is no id; expected a-z, 0-9,"),
        ("actors?name=a.csv&source=essay", ACTORS, {}, 400, "'essay' is a source of the workspace"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_request_is_told(
    path: str, content: bytes, headers: dict[str, str], status: int, told: str, server: Taking
) -> None:
    response = server.load(path, content=content, headers=headers)
    assert response.status_code == status, response.text
    assert told in detail(response)
    assert str(server.store.path.parent) not in response.text


def test_a_name_may_come_with_the_header_of_a_file(server: Taking) -> None:
    headers = {"Content-Disposition": 'attachment; filename="../groups.csv"'}
    report = server.load("actors?source=x3", content=ACTORS, headers=headers).json()
    assert report["files"] == [{"name": "groups.csv", "kind": "actors"}]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../x.csv", "x.csv"),
        ("/etc/x.csv", "x.csv"),
        ("C:\\data\\x.csv", "x.csv"),
        ("..\\..\\x.csv", "x.csv"),
        (" x.csv ", "x.csv"),
        ("-rf.csv", "-rf.csv"),
        ("대한민국.csv", "대한민국.csv"),
        ("", None),
        (".", None),
        ("x/..", None),
        ("x/", None),
        ("a\0.csv", None),
        ("a\n.csv", None),
        ("a\x85.csv", None),
        ("\u202ecsv.x", None),
        ("\udcff.csv", None),
        ("x" * 300, None),
        ("대" * 67, None),
    ],
)
def test_a_name_of_a_file_loses_its_folders_or_is_refused(given: str, name: str | None) -> None:
    if name is not None:
        assert safe_name(given) == name
        return
    with pytest.raises(Refused, match="a file has a name that cannot be"):
        safe_name(given)


@pytest.mark.parametrize(
    ("name", "status"),
    [("../../groups.csv", 200), ("/groups.csv", 200), ("a%00.csv", 400), ("x" * 300, 400)],
)
def test_no_name_leads_out_of_the_folder(name: str, status: int, server: Taking) -> None:
    before = set(server.store.path.parent.rglob("*.csv"))
    whole = server.load(f"actors?source=x4&name={name}", content=ACTORS)
    assert whole.status_code == status
    boundary = "b" * 20
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="'
    plain = name.replace("%00", "\0")
    form = f'{head}{plain}"\r\n\r\n'.encode() + ACTORS + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    assert server.load("actors?source=x4", content=form, headers=headers).status_code == status
    if status == 200:
        assert whole.json()["files"][0]["name"] == "groups.csv"
    assert set(server.store.path.parent.rglob("*.csv")) == before


def test_two_files_of_one_name_are_refused(server: Taking) -> None:
    parts = [("file", ("a/actors.csv", ACTORS)), ("file", ("b/actors.csv", ACTORS))]
    response = server.load("tables", files=parts)
    assert (response.status_code, detail(response)) == (
        400, "two files are called 'actors.csv'; expected a name for each",
    )  # fmt: skip


def test_a_file_called_like_a_module_is_never_run(server: Taking) -> None:
    mark = server.store.path.parent / "mark"
    code = f"open({str(mark)!r}, 'w')\n".encode()
    names = ("alliancekg.py", "loaders.py", "json.py", "encodings.py", "pyoxigraph.py", "yaml.py")
    for loader in ("tables", "frus"):
        parts = [("file", (name, code)) for name in names]
        response = server.load(loader, files=parts)
        assert response.status_code == 400
    assert not mark.exists()


FORM = "multipart/form-data"
START = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b""),
        (FORM, ACTORS),
        (f"{FORM}; boundary=", b"--\r\n"),
        (f"{FORM}; boundary={'b' * 500}", b"x"),
        (f"{FORM}; boundary=b", b""),
        (f"{FORM}; boundary=b", b"garbage"),
        (f"{FORM}; boundary=b", b"--b--\r\n"),
        (f"{FORM}; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", START),
        (f"{FORM}; boundary=b", START + b"\r\nx"),
        (f"{FORM}; boundary=b", START + b"X" * 9000 + b": y\r\n\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", START + b"X: y\r\n" * 50 + b"\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", START.replace(b"a.csv", b"\xff\xfe.csv") + b"\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", START.replace(b'"file"', b'"other"') + b"\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", START.replace(b'; filename="a.csv"', b"") + b"\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b",
         b'--b\r\nContent-Disposition: form-data; name="source"\r\n\r\n' + b"x" * 5000
         + b"\r\n--b--\r\n"),
        (f"{FORM}; boundary=b", (START + b"\r\nx\r\n") * 150 + b"--b--\r\n"),
        (f"{FORM}; boundary=b; charset=utf-16", START + b"\r\nx\r\n--b--\r\n"),
        (f"{FORM}; boundary=b; charset=rot13", START + b"\r\nx\r\n--b--\r\n"),
    ],
)  # fmt: skip
def test_a_form_that_is_none_is_refused(kind: str, body: bytes, server: Taking) -> None:
    response = server.load("actors", content=body, headers={"Content-Type": kind})
    assert response.status_code == 400
    assert detail(response)


def test_what_is_too_large_is_refused_while_it_comes(server: Taking) -> None:
    large = b"x" * (1024 * 1024 + 1)
    told = "the body has over 1 MB. Fix: load it on the command line, or start the server with a"
    announced = server.load("actors?source=x5&name=a.csv", content=large)
    assert announced.status_code == 413
    assert told in detail(announced)
    pieces = (large[:65536] for _ in range(40))
    assert server.load("actors?name=a.csv", content=pieces).status_code == 413
    assert server.load("actors", files={"file": ("a.csv", large)}).status_code == 413
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    form = (part for part in (head, *[large[:65536]] * 40))
    headers = {"Content-Type": f"{FORM}; boundary=b"}
    assert server.load("actors", content=form, headers=headers).status_code == 413


def test_a_body_that_does_not_come_is_given_up(server: Taking) -> None:
    for kind in ("text/csv", f"{FORM}; boundary=b"):
        with socket.create_connection(server.served.place, timeout=10) as sent:
            sent.sendall(
                f"POST /api/load/actors?name=a.csv HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {TOKEN}\r\nContent-Type: {kind}\r\n"
                "Content-Length: 900\r\n\r\n--b\r\n".encode()
            )
            assert sent.recv(65536).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("is_gone_at_once", [True, False])
def test_a_disk_that_takes_no_files_is_told(is_gone_at_once: bool, server: Taking) -> None:
    away = server.temporary.with_name("away")

    def pieces() -> Iterator[bytes]:
        yield START + b"\r\n"
        until(lambda: is_gone_at_once or list(server.temporary.iterdir()))
        shutil.rmtree(server.temporary, ignore_errors=True)
        yield b"\r\n--b--\r\n"

    if is_gone_at_once:
        server.temporary.rename(away)
    headers = {"Content-Type": f"{FORM}; boundary=b"}
    response = server.load("actors?source=x", content=pieces(), headers=headers)
    server.temporary.mkdir()
    assert (response.status_code, detail(response)) == (
        503, "the server has no room for files; its log says why",
    )  # fmt: skip
    assert server.load("actors?name=a.csv&source=x", content=ACTORS).status_code == 200


def many(number: int = 12_000) -> bytes:
    """Return a table that takes some seconds to load."""
    rows = (f"many-{n},Group,Group {n}\n" for n in range(number))
    return ("id,type,label\n" + "".join(rows)).encode()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in found]


def loading(taking: Taking) -> int:
    """Return the process that loads, 0 if there is none."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdecimal():
                words = (folder / "cmdline").read_bytes().split(b"\0")
                parent = f"\nPPid:\t{taking.served.process.pid}\n"
                if b"alliancekg.commands.receiving" in words and parent in (
                    folder / "status"
                ).read_text(encoding="ascii", errors="replace"):
                    return int(folder.name)
    return 0


def drafts(taking: Taking) -> list[Path]:
    return list((taking.store.path / "generations").glob(".draft-*"))


@contextmanager
def waiting(taking: Taking, publish: str) -> Iterator[int]:
    """Give the process of a load that is in the middle; its client leaves at the end."""
    body = many()
    with socket.create_connection(taking.served.place, timeout=30) as sent:
        sent.sendall(
            f"POST /api/load/actors?name=many.csv&source=many&publish={publish} HTTP/1.1\r\n"
            f"Host: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
        )
        sent.sendall(body)
        until(lambda: drafts(taking))
        yield loading(taking)


linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@linux
@pytest.mark.parametrize("publish", ["false", "true"])
def test_a_client_that_leaves_ends_its_load(publish: str, server: Taking) -> None:
    before = server.state
    with waiting(server, publish) as child:
        assert child
    until(lambda: not loading(server), 10)
    until(lambda: not list(server.temporary.iterdir()), 5)
    assert (server.state, drafts(server)) == (before, [])
    until(lambda: server.served.lines()[-1]["event"] == "request")
    assert server.served.lines()[-2]["outcome"] == "gone"


@linux
def test_meanwhile_others_wait_and_questions_are_answered(server: Taking) -> None:
    with waiting(server, "false") as child:
        response = server.load("actors?name=a.csv", content=ACTORS)
        assert (response.status_code, response.headers["retry-after"]) == (429, "5")
        assert detail(response).startswith("another load is going on; expected one at a time.")
        began = time.monotonic()
        asked = httpx.get(f"{server.served.address}/sparql.csv", params={"query": COUNT})
        assert asked.status_code == 200
        assert time.monotonic() - began < WITHIN
        assert loading(server) == child
    until(lambda: not loading(server), 10)


@linux
def test_a_load_that_is_killed_changes_nothing(server: Taking) -> None:
    before = server.state
    found: list[httpx.Response] = []
    params = {"name": "many.csv", "source": "many", "publish": "true"}
    thread = threading.Thread(
        target=lambda: found.append(server.load("actors", content=many(), params=params))
    )
    thread.start()
    until(lambda: drafts(server))
    child = loading(server)
    assert child
    os.kill(child, signal.SIGKILL)
    thread.join(ENOUGH)
    assert found[0].status_code == 503
    assert "broke the engine" in detail(found[0])
    assert server.state == before
    assert drafts(server)  # which the next one removes
    after = server.load("actors?name=a.csv&source=x6", content=ACTORS)
    assert (after.status_code, drafts(server)) == (200, [])


def test_a_store_that_another_one_writes_is_left_alone(server: Taking) -> None:
    with held(server.store.path / "lock", "alliancekg build"):
        response = server.load("actors?name=a.csv&source=x7", content=ACTORS)
    assert (response.status_code, response.headers["retry-after"]) == (409, "5")
    assert re.fullmatch(
        r"the store is being written by 'alliancekg build', since [-0-9T:+]+\."
        " Fix: ask again when that has ended",
        detail(response),
    )


def test_a_graph_that_must_be_built_anew_takes_no_loads(server: Taking) -> None:
    added = server.workspace / "queries" / ".." / "seeds" / "record" / "places.csv"
    added.write_text("id,label\n", encoding="utf-8")
    try:
        response = server.load("actors?name=a.csv&source=x8", content=ACTORS)
    finally:
        added.unlink()
    assert response.status_code == 409
    assert detail(response).endswith("Fix: run alliancekg build")


@pytest.fixture
def loads(server: Taking) -> Iterator[Callable[..., LoadReply]]:
    """Return a function that loads without a server in between."""
    all_loads = Loads()
    turns: list[Path] = []

    def load(content: bytes, **more: Any) -> LoadReply:
        turn = all_loads.enter()
        assert turn is not None
        assert all_loads.enter() is None
        turns.append(turn.folder)
        (turn.files / "a.csv").write_bytes(content)
        told: list[LoadReply] = []
        places = ("", str(server.store.path), str(server.workspace), False)
        job = LoadJob("actors", ("a.csv",), *places, source="x9", **more)
        all_loads.begin(turn, job, told.append)._thread.join(ENOUGH)
        return told[0]

    yield load
    assert turns
    assert not [folder for folder in turns if folder.exists()]
    all_loads.close()


def test_a_load_has_its_time(loads: Callable[..., LoadReply], server: Taking) -> None:
    assert loads(many(), seconds=1.0) == LoadReply(jobs.TIME)
    assert drafts(server) == []
    assert loads(ACTORS).fault == ""


@linux
def test_a_load_has_its_memory(loads: Callable[..., LoadReply]) -> None:
    assert loads(many(60_000), memory=10_000_000) == LoadReply(jobs.MEMORY)


@linux
@pytest.mark.skipif(sys.platform != "linux", reason="needs Landlock")
def test_a_process_that_loads_opens_no_connection(tmp_path: Path) -> None:
    from alliancekg.serving import confining

    if confining.landlock() < confining.KNOWS_TCP:
        pytest.skip("needs Landlock for TCP")
    script = (
        "import socket, sys\n"
        "from alliancekg.commands import receiving\n"
        "def reply(job):\n"
        "    try: socket.create_connection(('127.0.0.1', int(job.loader)), 2)\n"
        "    except PermissionError: return receiving.LoadReply('refused')\n"
        "    return receiving.LoadReply('open')\n"
        "receiving._reply = reply\n"
        "receiving.main(sys.argv[1:])\n"
    )
    from alliancekg.serving import frames

    ours, theirs = socket.socketpair()
    with socket.create_server(("127.0.0.1", 0)) as listener, ours:
        port = str(listener.getsockname()[1])
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-c", script, str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )
        frames.send(ours, LoadJob(port, (), str(tmp_path), "", "", False).facts())
        facts, _ = frames.receive(ours, time.monotonic() + ENOUGH)
        process.wait(ENOUGH)
    assert facts["fault"] == "refused"


@linux
def test_a_server_that_stops_ends_what_has_begun(tmp_path: Path) -> None:
    found: list[httpx.Response] = []
    with taking(tmp_path) as server:
        params = {"name": "many.csv", "source": "many", "publish": "true"}
        thread = threading.Thread(
            target=lambda: found.append(server.load("actors", content=many(3000), params=params))
        )
        thread.start()
        until(lambda: drafts(server))
        server.served.process.terminate()
        assert server.served.process.wait(ENOUGH) == 0
        thread.join(ENOUGH)
        assert (found[0].status_code, found[0].json()["outcome"]) == (200, "published")
        assert server.store.current().number == 2
        assert list(server.temporary.iterdir()) == []


@linux
def test_a_server_that_is_killed_leaves_no_load_behind(tmp_path: Path) -> None:
    with taking(tmp_path) as server, waiting(server, "true") as child:
        server.served.process.kill()
        server.served.process.wait(ENOUGH)
        until(lambda: not Path(f"/proc/{child}").exists(), 10)
        assert list(server.temporary.iterdir()) == []
        assert (server.state, drafts(server)) == (([1], 1), [])


def test_schemathesis_finds_no_fault_in_loads(server: Taking, tmp_path: Path) -> None:
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("needs schemathesis: pip install --group dev")
    checks = "not_a_server_error,status_code_conformance,content_type_conformance"
    command = [program, "run", f"{server.served.address}/api/openapi.json", "--seed", "1"]
    command += ["--include-operation-id", "load", "--header", f"Authorization: Bearer {TOKEN}"]
    command += ["--phases", "fuzzing", "--max-examples", "8", "--no-color"]
    command += ["--checks", f"{checks},response_schema_conformance"]
    command += ["--generation-database", "none"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert run.returncode == 0, run.stdout
    assert re.search(r"(\d+) generated, \1 passed", run.stdout), run.stdout


def test_the_document_tells_of_loads(server: Taking) -> None:
    document = schema(server)
    operation = document["paths"]["/api/load/{loader}"]["post"]
    assert operation["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert {"frus", "tables", "actors"} < set(operation["parameters"][0]["schema"]["enum"])
    for each in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(each)
