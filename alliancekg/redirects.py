"""The redirects of w3id.org by which the IRIs of the graph lead somewhere: rules and their README.

They are what https://github.com/perma-id/w3id.org wants in a folder, for Apache. The site that they
lead to holds each release in a folder of its version, and the newest one in `latest/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from alliancekg.namespaces import BASE

LATEST: Final = "latest"
README_FILE: Final = "README.md"

_VERSION: Final = "[0-9]+\\.[0-9]+\\.[0-9]+"
# Media types with the endings of files: of those with named graphs, and of those with one graph.
_TYPES: Final = (
    ("text/turtle", "ttl", "ttl"),
    ("application/trig", "trig", "ttl"),
    ("application/n-triples", "nt", "nt"),
    ("application/n-quads", "nq", "nt"),
    ("application/ld+json", "jsonld", "jsonld"),
    ("application/rdf+xml", "rdf", "rdf"),
)


class Route(NamedTuple):
    """Where the IRIs of a pattern lead: to a page, or to a file of data, in a release.

    `%{ENV:GRAPHS}` and `%{ENV:ONE}` stand for the ending that is asked for, `$1` for what the
    pattern holds in its first brackets. A path that begins with / is one of the site.
    """

    example: str
    pattern: str
    page: str
    data: str
    what: str


ROUTES: Final = (
    Route("", "$", README_FILE, "void.ttl", "the graph: what a release holds"),
    Route("void", "void$", "void.ttl", "void.ttl", "the description of the graph (VoID and DCAT)"),
    Route(
        "ns",
        "ns$",
        "docs/ontology/README.md",
        "data/ontology.%{ENV:ONE}",
        "the classes and properties",
    ),
    Route(
        "ns/0.1.0",
        f"ns/({_VERSION})$",
        "/$1/docs/ontology/README.md",
        "/$1/data/ontology.%{ENV:ONE}",
        "the classes and properties of one version",
    ),
    Route(
        "scheme/stance",
        "scheme/([a-z0-9-]+)$",
        "docs/ontology/scheme-$1.md",
        "data/ontology.%{ENV:ONE}",
        "a SKOS scheme, with its concepts",
    ),
    Route("shapes", "shapes$", "docs/rules.md", "data/shapes.%{ENV:ONE}", "the SHACL shapes"),
    Route(
        "context", "context$", "ontology/context.jsonld", "ontology/context.jsonld", "for JSON-LD"
    ),
    Route(
        "mappings/links",
        "mappings/(links|codes|terms|concepts)$",
        "data/mappings/$1.sssom.tsv",
        "data/mappings/$1.sssom.tsv",
        "a mapping set (SSSOM)",
    ),
    Route(
        "graph/ontology",
        "graph/ontology$",
        "docs/ontology/README.md",
        "data/ontology.%{ENV:ONE}",
        "the graph of the terms",
    ),
    Route(
        "graph/derived",
        "graph/derived$",
        README_FILE,
        "data/alliancekg.%{ENV:GRAPHS}",
        "what is computed, within the whole",
    ),
    Route(
        "graph/hwang-2006",
        "graph/([^/]+)$",
        README_FILE,
        "data/sources/$1.ttl",
        "the graph of a source, in Turtle",
    ),
    Route(
        "id/event/nixon-doctrine",
        "id/.+$",
        README_FILE,
        "data/alliancekg.%{ENV:GRAPHS}",
        "a record: the whole graph, in which it stands",
    ),
)


def htaccess(site: str = "") -> str:
    """Return the rules; `site` is an address with its last slash, "" leaves it to be set."""
    return "".join(f"{line}\n" for line in _rules(site))


def _rules(site: str) -> Iterator[str]:
    yield f"# {BASE} leads to the releases of alliancekg. Whom to ask is told in {README_FILE}."
    yield "RewriteEngine on"
    yield ""
    yield "# Where the releases are, with a slash at the end: the one line to change."
    yield f"RewriteRule ^ - [E=SITE:{site}]"
    if not site:
        yield "# Until it is set, nothing leads anywhere."
        yield 'RewriteCond %{ENV:SITE} =""'
        yield "RewriteRule ^ - [R=503,L]"
    yield ""
    yield "<IfModule mod_headers.c>"
    yield '  Header always set Access-Control-Allow-Origin "*"'
    yield '  Header always merge Vary "Accept"'
    yield "</IfModule>"
    yield ""
    yield "# What is asked for: the type of RDF that is named first, unless a page is named before."
    names = "|".join(name.replace("+", "\\+") for name, _, _ in _TYPES)
    yield "RewriteRule ^ - [E=PAGE:no,E=GRAPHS:ttl,E=ONE:ttl]"
    yield (
        "RewriteCond %{HTTP_ACCEPT} "
        f'"^(?:[^,]*,)*?\\s*({names})\\s*(?:,|$|;(?!\\s*q=0(?:\\.0*)?\\s*(?:,|$)))" [NC]'
    )
    yield "RewriteRule ^ - [E=TYPE:%1]"
    for name, graphs, one in _TYPES[1:]:
        yield f'RewriteCond %{{ENV:TYPE}} "={name}" [NC]'
        yield f"RewriteRule ^ - [E=GRAPHS:{graphs},E=ONE:{one}]"
    yield 'RewriteCond %{HTTP_ACCEPT} "^\\s*(?:text/html|application/xhtml\\+xml)" [NC,OR]'
    yield 'RewriteCond %{ENV:TYPE} =""'
    yield 'RewriteCond %{HTTP_ACCEPT} "text/html|application/xhtml\\+xml" [NC]'
    yield "RewriteRule ^ - [E=PAGE:yes]"
    for route in ROUTES:
        yield ""
        yield f"# {BASE}{route.example}: {route.what}"
        if route.page != route.data:
            yield "RewriteCond %{ENV:PAGE} =yes"
            yield _rule(route.pattern, route.page)
        yield _rule(route.pattern, route.data)


def _rule(pattern: str, path: str) -> str:
    place = path.removeprefix("/") if path.startswith("/") else f"{LATEST}/{path}"
    return f"RewriteRule ^{pattern} %{{ENV:SITE}}{place} [R=303,L]"


_README: Final = """\
# /alliancekg/

[`{base}`]({base}) names the terms, the records,
the graphs and the shapes of **alliancekg**, a knowledge graph of alliance politics: typed and dated
events, treaties, policies and claims, each with its passage or row.

All redirects are 303 (See Other). A client that asks for RDF (`text/turtle`, `application/trig`,
`application/n-triples`, `application/n-quads`, `application/ld+json`, `application/rdf+xml`) is led
to data, a browser to a page; without a preference the answer is Turtle.

| such as | what it names | page | data |
|---|---|---|---|
{table}
The paths are those below {site}.
Each release (`alliancekg release`) is a folder there, named by its version; `latest/` is the newest
one. The address stands in one line of `.htaccess`.

## Contact

This space is administered by {contact}
"""
_UNSET_SITE: Final = "the site, which is to be set in `.htaccess` before this is registered"
_UNSET_CONTACT: Final = (
    "(a name, an address and a GitHub user, to be set before this is registered)"
)


def readme(site: str = "", contact: str = "") -> str:
    """Return what the folder says of itself, in Markdown; what is "" is left to be set."""
    cells = ((f"`{BASE}{r.example}`", r.what, _shown(r.page), _shown(r.data)) for r in ROUTES)
    rows = (f"| {' | '.join(row)} |\n" for row in cells)
    return _README.format(
        base=BASE,
        table="".join(rows),
        site=f"<{site}>" if site else _UNSET_SITE,
        contact=contact or _UNSET_CONTACT,
    )


def _shown(path: str) -> str:
    ending = path.replace("%{ENV:ONE}", "FORMAT").replace("%{ENV:GRAPHS}", "FORMAT")
    place = ending.removeprefix("/") if path.startswith("/") else f"{LATEST}/{ending}"
    return f"`{place.replace('/$1', '/NAME').replace('$1/', 'VERSION/').replace('$1', 'NAME')}`"
