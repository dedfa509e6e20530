"""Networks: nodes and edges as SPARQL counts them, read back by networkx, the same bytes."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as px
import pytest

from alliancekg import networks
from alliancekg.cli import main
from alliancekg.embedded import Embedded
from alliancekg.engines import Limits
from alliancekg.errors import UsageError
from alliancekg.results import cells
from alliancekg.store import Store

PREFIXES = """
PREFIX ak: <https://w3id.org/alliancekg/ns#>
PREFIX status: <https://w3id.org/alliancekg/scheme/status#>
PREFIX stance: <https://w3id.org/alliancekg/scheme/stance#>
"""
HAPPENED = "?e a ak:Event ; ak:status ?status . FILTER(?status IN (status:done, status:ongoing))"
LINKS = ("supports", "disputes", "inTensionWith", "reportsClaim", "cites", "claimant")


def asked(store: Store, text: str) -> list[list[str]]:
    engine = Embedded(store.current().open())
    return cells(engine.ask(PREFIXES + text, "SELECT", Limits()))


def read(store: Store, which: str) -> Any:
    return networkx.read_graphml(
        io.BytesIO(networks.graphml(Embedded(store.current().open()), which))
    )


def ends(*iris: str) -> tuple[str, ...]:
    return tuple(iri.partition("/id/")[2] for iri in iris)


def test_actors_are_joined_by_the_events_that_both_took_part_in(built: Store) -> None:
    made = read(built, "actors")
    assert not made.is_directed()
    pattern = f"{HAPPENED} ?e ak:participation/ak:actor ?a , ?b . FILTER(STR(?a) < STR(?b))"
    counted = asked(
        built, f"SELECT ?a ?b (COUNT(DISTINCT ?e) AS ?n) {{ {pattern} }} GROUP BY ?a ?b"
    )
    assert {ends(a, b): int(n) for a, b, n in counted} == {
        tuple(sorted(edge)): made.edges[edge]["events"] for edge in made.edges
    }
    pattern = f"{HAPPENED} ?e ak:participation/ak:actor ?a"
    counted = asked(built, f"SELECT ?a (COUNT(DISTINCT ?e) AS ?n) {{ {pattern} }} GROUP BY ?a")
    nodes = {node: told["events"] for node, told in made.nodes(data=True)}
    assert {ends(a)[0]: int(n) for a, n in counted} == nodes
    assert len(nodes) > 40


def test_an_edge_has_its_events_with_the_first_and_the_last_day(built: Store) -> None:
    made = read(built, "actors")
    edge = made.edges["actor/china", "actor/japan"]
    assert edge == {
        "events": 1,
        "dated": 1,
        "first": "1894-07-25",
        "last": "1894-07-25",
        "event_keys": "first-sino-japanese-war",
    }
    allies = made.edges["actor/rok", "actor/usa"]
    assert len(allies["event_keys"].split("|")) == allies["events"] > allies["dated"] > 1
    assert allies["first"] < allies["last"]
    assert made.nodes["actor/china"] == {
        **{"kind": "State", "label": "China", "cow_code": 710},
        "events": made.nodes["actor/china"]["events"],
    }


def test_claimants_point_at_those_whom_their_claims_are_about(built: Store) -> None:
    made = read(built, "claimants")
    assert made.is_directed()
    counted = asked(
        built,
        """SELECT ?a ?b (COUNT(DISTINCT ?c) AS ?n) (SUM(IF(BOUND(?s), 1, 0)) AS ?rejected) {
        ?c ak:claimant ?a ; ak:about ?b . ?b a ak:Actor
        OPTIONAL { ?c ak:stance ?s . ?s ak:stanceValue stance:rejects } } GROUP BY ?a ?b""",
    )
    found = {
        (one, other): (told["claims"], told["rejected"])
        for one, other, told in made.edges(data=True)
    }
    assert {ends(a, b): (int(n), int(r)) for a, b, n, r in counted} == found
    assert any(rejected for _, rejected in found.values())


def test_claims_have_an_edge_for_each_link_and_stance(built: Store) -> None:
    made = read(built, "claims")
    kinds = [kind for *_, kind in made.edges(data="kind")]
    names = {"inTensionWith": "in tension with", "reportsClaim": "reports", "claimant": "claims"}
    for link in LINKS:
        text = f"SELECT (COUNT(*) AS ?n) {{ ?c a ak:Claim ; ak:{link} ?o }}"
        if link == "reportsClaim":  # the stance of the same name is counted below
            continue
        assert [[str(kinds.count(names.get(link, link)))]] == asked(built, text), link
    text = """SELECT ?c ?h ?v { ?c ak:stance ?s . ?s ak:holder ?h ; ak:stanceValue ?v }"""
    stances = {(*ends(h, c), v.rpartition("#")[2]) for c, h, v in asked(built, text)}
    text = "SELECT ?a ?b { ?a ak:reportsClaim ?b }"
    reports = {(*ends(a, b), "reports") for a, b in asked(built, text)}
    edges = set(made.edges(data="kind"))
    assert stances | reports <= edges
    assert kinds.count("reports") == len([s for s in stances if s[2] == "reports"]) + len(reports)
    assert ("actor/balbina-hwang", "claim/retaliation-charge", "rejects") in edges


def test_an_edge_leads_from_who_disputes_to_what_is_disputed(built: Store) -> None:
    made = read(built, "claims")
    text = "SELECT ?a ?b { ?a ak:disputes ?b }"
    disputes = {ends(*row) for row in asked(built, text)}
    assert disputes == {(a, b) for a, b, kind in made.edges(data="kind") if kind == "disputes"}
    assert made.nodes["claim/retaliation-charge"]["stance"] == "rejects"


@pytest.mark.parametrize("which", networks.NETWORKS)
def test_a_file_says_what_it_means_with_types_and_unique_keys(built: Store, which: str) -> None:
    text = networks.graphml(Embedded(built.current().open()), which).decode()
    assert networks.NETWORKS[which][0] in text
    keys = re.findall(r'<key id="(\w+)" for="(\w+)" attr.name="(\w+)" attr.type="(\w+)"', text)
    assert len({key for key, *_ in keys}) == len(keys)
    types = {name: kind for *_, name, kind in keys}
    assert {types[name] for name in types.keys() & {"events", "claims", "cow_code"}} == {"long"}
    assert {types["label"], types["kind"]} == {"string"}
    assert read(built, which).graph["name"] == f"alliancekg {which}"


def test_what_xml_cannot_carry_is_refused() -> None:
    store = px.Store()
    ak = "https://w3id.org/alliancekg/"
    claim = px.NamedNode(f"{ak}id/claim/c")
    for name, value in (
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", px.NamedNode(f"{ak}ns#Claim")),
        (f"{ak}ns#paraphrase", px.Literal("bad \x01")),
    ):
        store.add(px.Quad(claim, px.NamedNode(name), value))
    with pytest.raises(UsageError, match=r"claim/c: XML cannot carry the character U\+0001"):
        networks.graphml(Embedded(store), "claims")


def test_the_command_writes_a_file_or_to_standard_output(
    built: Store, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "claims.graphml"
    given = ["network", "claims", "--store", str(built.path), "--quiet"]
    assert main([*given, "-o", str(file)]) == 0
    assert main(given) == 0
    assert capfdbinary.readouterr().out == file.read_bytes()
    assert main([*given, "-o", str(tmp_path)]) == 2
    assert b"is a folder; expected a file" in capfdbinary.readouterr().err
    with pytest.raises(UsageError, match="no network 'x'; there are: actors, claimants, claims"):
        networks.network(Embedded(built.current().open()), "x")
