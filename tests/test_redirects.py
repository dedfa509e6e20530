"""The redirects of w3id.org: an Apache follows them to what a release holds."""

from __future__ import annotations

import http.client
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from servers import apache_server

from alliancekg import landings, redirects, releasing
from alliancekg.cli import main
from alliancekg.namespaces import BASE
from alliancekg.pipeline import build
from alliancekg.store import Store
from alliancekg.workspace import Workspace
from loaders import DATA, TABLES

ROOT = Path(__file__).parent.parent
SITE = "https://releases.test/graph/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8"
JENA = "application/n-quads;q=0.7, text/html;q=0.5, */*;q=0.1"
FORMATS = ("", BROWSER, RDFLIB, JENA, "application/trig", "application/ld+json", "text/csv")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return a folder that any user can read, as those of pytest are not."""
    made = Path(tempfile.mkdtemp(prefix="alliancekg-apache-"))
    made.chmod(0o755)
    (made / "root" / "alliancekg").mkdir(parents=True)
    (made / "root" / "unset").mkdir()
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Return the address of an Apache with the rules, with a site and without one."""
    (folder / "root" / "alliancekg" / ".htaccess").write_text(redirects.htaccess(SITE), "utf-8")
    shutil.copy(ROOT / "w3id" / "alliancekg" / ".htaccess", folder / "root" / "unset")
    with apache_server(folder) as address:
        yield address


def asked(address: str, accept: str = "") -> tuple[int, http.client.HTTPMessage]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request("GET", parts.path, headers={"Accept": accept} if accept else {})
        response = connection.getresponse()
        response.read()
        return response.status, response.headers
    finally:
        connection.close()


def target(server: str, path: str, accept: str = "") -> str:
    """Return where an IRI leads, without the site."""
    status, headers = asked(f"{server}/alliancekg/{path}", accept)
    assert status == 303, path
    assert headers["Location"].startswith(SITE)
    return headers["Location"].removeprefix(SITE)


@pytest.mark.parametrize(
    ("path", "accept", "leads_to"),
    [
        ("ns", "", "latest/data/ontology.ttl"),
        ("ns", "*/*", "latest/data/ontology.ttl"),
        ("ns", BROWSER, "latest/docs/ontology/README.md"),
        ("ns", RDFLIB, "latest/data/ontology.ttl"),
        ("ns", "application/rdf+xml", "latest/data/ontology.rdf"),
        ("ns", "Application/LD+JSON", "latest/data/ontology.jsonld"),
        ("ns", "application/trig", "latest/data/ontology.ttl"),
        ("ns/0.1.0", "application/n-triples", "0.1.0/data/ontology.nt"),
        ("ns/0.1.0", BROWSER, "0.1.0/docs/ontology/README.md"),
        ("scheme/event-type", BROWSER, "latest/docs/ontology/scheme-event-type.md"),
        ("scheme/event-type", "application/ld+json", "latest/data/ontology.jsonld"),
        ("shapes", "text/turtle", "latest/data/shapes.ttl"),
        ("shapes", BROWSER, "latest/docs/rules.md"),
        ("id/event/nixon-doctrine", "application/trig", "latest/data/alliancekg.trig"),
        ("id/event/nixon-doctrine", "application/n-quads", "latest/data/alliancekg.nq"),
        ("id/event/nixon-doctrine", BROWSER, "latest/README.md"),
        ("id/file/seeds/states.csv", "", "latest/data/alliancekg.ttl"),
        ("id/passage/hwang-2006/p022.3b", "", "latest/data/alliancekg.ttl"),
        ("graph/hwang-2006", "application/ld+json", "latest/data/sources/hwang-2006.ttl"),
        ("graph/derived", "application/n-quads", "latest/data/alliancekg.nq"),
        ("graph/ontology", "application/rdf+xml", "latest/data/ontology.rdf"),
        ("mappings/links", BROWSER, "latest/data/mappings/links.sssom.tsv"),
        ("context", "application/ld+json", "latest/ontology/context.jsonld"),
        ("void", "text/turtle", "latest/void.ttl"),
        ("", "", "latest/void.ttl"),
        ("", BROWSER, "latest/README.md"),
        # What is named first is led to, and what is refused is not.
        ("ns", "application/ld+json, text/turtle;q=0.5", "latest/data/ontology.jsonld"),
        ("ns", "text/turtle;q=0, application/rdf+xml", "latest/data/ontology.rdf"),
        ("ns", "text/turtle; q=0.0,text/html", "latest/docs/ontology/README.md"),
        ("ns", "text/turtle;q=0.05,*/*;q=0", "latest/data/ontology.ttl"),
        ("ns", "text/html;q=0.1, text/turtle;q=0.9", "latest/docs/ontology/README.md"),
        ("ns", "application/rdf+xml;q=0.9, text/html;q=0.5", "latest/data/ontology.rdf"),
        ("ns", "text/turtles", "latest/data/ontology.ttl"),
    ],
)
def test_an_iri_leads_to_what_is_asked_for(
    server: str, path: str, accept: str, leads_to: str
) -> None:
    assert target(server, path, accept) == leads_to


@pytest.mark.parametrize("path", ["nothing", "ns/", "ns/1", "scheme/", "id/", "graph/a/b", "nsx"])
def test_what_is_no_iri_of_ours_is_not_found(server: str, path: str) -> None:
    assert asked(f"{server}/alliancekg/{path}")[0] in (403, 404)


def test_caches_are_told_that_the_answer_depends_on_what_is_asked_for(server: str) -> None:
    _, headers = asked(f"{server}/alliancekg/ns", "text/turtle")
    assert headers["Vary"] == "Accept"
    assert headers["Access-Control-Allow-Origin"] == "*"


def test_before_the_site_is_set_nothing_leads_anywhere(server: str) -> None:
    assert [asked(f"{server}/unset/{path}")[0] for path in ("ns", "id/x", "")] == [503] * 3


def test_to_set_the_site_one_line_is_changed() -> None:
    unset = (ROOT / "w3id" / "alliancekg" / ".htaccess").read_text("utf-8").splitlines()
    ready = redirects.htaccess(SITE).splitlines()
    assert [line for line in ready if SITE in line] == [f"RewriteRule ^ - [E=SITE:{SITE}]"]
    assert [line for line in unset if "E=SITE:" in line] == ["RewriteRule ^ - [E=SITE:]"]
    # The rest is the same, but for the rule that stops whoever has not set it.
    assert set(unset) - set(ready) == {
        "RewriteRule ^ - [E=SITE:]",
        "# Until it is set, nothing leads anywhere.",
        'RewriteCond %{ENV:SITE} =""',
        "RewriteRule ^ - [R=503,L]",
    }


def test_the_rules_of_the_project_are_as_made() -> None:
    folder = ROOT / "w3id" / "alliancekg"
    assert (folder / ".htaccess").read_text("utf-8") == redirects.htaccess()
    assert (folder / "README.md").read_text("utf-8") == redirects.readme()


def test_every_iri_leads_to_a_file_of_a_release(
    server: str, small: Workspace, tmp_path: Path
) -> None:
    for path in sorted((small.root / "queries").rglob("*.rq"))[2:]:
        path.unlink()
    shutil.copytree(ROOT / "docs", small.root / "docs", ignore=shutil.ignore_patterns("*.py"))
    store = Store(tmp_path / "store")
    build(small, store, TABLES, lambda _: None)
    release = tmp_path / "latest"
    releasing.release(
        release, small, store.current(), None, (), lambda _: None,
        lambda part, opened: landings.write(part, small, opened, TABLES, DATA.values()),
    )  # fmt: skip
    key = next(path.stem for path in sorted((release / "data" / "sources").iterdir()))
    schemes = [f"scheme/{path.stem}" for path in (small.ontology / "schemes").glob("*.ttl")]
    routes = [route.example.replace("hwang-2006", key) for route in redirects.ROUTES]
    for iri in (*routes, *schemes, "mappings/codes", "mappings/terms", "mappings/concepts"):
        for accept in FORMATS:
            place = re.sub(r"^[0-9.]+/", "latest/", target(server, iri, accept))
            assert (tmp_path / place).is_file(), (iri, accept)
    described = (release / "void.ttl").read_text("utf-8")
    assert "<https://w3id.org/alliancekg/void#file/ontology.ttl>" in described
    assert "shapes.ttl" not in described


def test_describe_writes_the_rules_for_a_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["describe", "w3id", "--base", SITE.removesuffix("/"), "--contact", "Ada Byron"]
    assert main([*command, "-o", str(tmp_path)]) == 0
    assert (tmp_path / ".htaccess").read_text("utf-8") == redirects.htaccess(SITE)
    told = (tmp_path / "README.md").read_text("utf-8")
    assert told.endswith("## Contact\n\nThis space is administered by Ada Byron\n")
    assert f"below <{SITE}>." in told
    capsys.readouterr()
    assert main(["describe", "w3id"]) == 0
    assert capsys.readouterr().out == redirects.htaccess()


def test_the_readme_tells_of_every_rule() -> None:
    rows = re.findall(rf"^\| `{re.escape(BASE)}(.*?)` \|", redirects.readme(), re.MULTILINE)
    assert rows == [route.example for route in redirects.ROUTES]
