import assert from "node:assert/strict";
import test from "node:test";
import { bare, declaration, declared, offered, place, shortened } from "../src/completing.js";

const AK = "https://w3id.org/alliancekg/ns#";
const SKOS = "http://www.w3.org/2004/02/skos/core#";
const VOCABULARY = {
  prefixes: { ak: AK, skos: SKOS },
  terms: [
    { name: `${AK}hasParty`, label: "has party", kind: "property" },
    { name: `${SKOS}prefLabel`, label: "", kind: "property" },
    { name: "https://w3id.org/alliancekg/scheme/status#planned", label: "planned", kind: "constant" },
  ],
  saved: [{ name: "treaty-dates", label: "Dates of treaties", href: "/questions/treaty-dates" }],
};
/** The labels that are offered at the mark | of a text, and where they are written. */
const at = (text, isAsked = false) => {
  const from = text.indexOf("|");
  const found = offered(text.replace("|", ""), from, VOCABULARY, isAsked);
  return found && { from: found.from, labels: found.offers.map(({ label }) => label) };
};

test("a place is told by what is open there", () => {
  assert.deepEqual(place("SELECT * { ?s ?p 'a { b"), { kind: "string", start: 17, depth: 1 });
  assert.deepEqual(place("SELECT * {{ } # no"), { kind: "comment", start: 14, depth: 1 });
  assert.equal(place('{ ?s ?p """a" b').kind, "string");
  assert.equal(place('{ ?s ?p """a" b"""').kind, "code");
  assert.equal(place('{ "a\\"b').kind, "string");
  assert.equal(place("{ ?s <http://x#y").kind, "iri");
  for (const text of ["FILTER(?a < ", "FILTER(?a <", "FILTER(?a <?b", "FILTER(?a<?b) "]) {
    assert.equal(place(text).kind, "code", text);
  }
  assert.equal(place("FILTER(?a < 3) ?s <").kind, "iri");
  assert.equal(place('{ "never closed\n').kind, "code");
});

test("what looks like a declaration in a comment or a string declares nothing", () => {
  assert.deepEqual(declared(`# PREFIX a: <x>\nPREFIX b: <y>\nSELECT "PREFIX c: <z>"`), { b: "y" });
  assert.equal(bare("a # b\n'c'").length, 9);
});

test("a declaration goes after the last one, and only where it lacks", () => {
  assert.equal(declaration(`PREFIX ak: <${AK}>\nASK {}`, "ak", AK), null);
  assert.deepEqual(declaration("PREFIX a: <x>\nASK {}", "b", "y"), { from: 14, insert: "PREFIX b: <y>\n" });
  assert.deepEqual(declaration("ASK {}", "b", "y"), { from: 0, insert: "PREFIX b: <y>\n" });
  assert.deepEqual(declaration("BASE <z>\nASK {}", "b", "y"), { from: 9, insert: "PREFIX b: <y>\n" });
  assert.deepEqual(declaration("PREFIX a: <x>", "b", "y"), { from: 13, insert: "\nPREFIX b: <y>\n" });
});

test("a term is named by the longest prefix, and one that none can name by none", () => {
  const prefixes = { a: "urn:", b: "urn:x#" };
  assert.deepEqual(shortened("urn:x#y", prefixes), { name: "b:y", prefix: "b" });
  assert.equal(shortened("urn:x/y", prefixes), null);
});

test("after PREFIX stand the prefixes that are not declared, and their IRIs", () => {
  assert.deepEqual(at("PREFIX |"), { from: 7, labels: ["ak:", "skos:"] });
  assert.deepEqual(at(`PREFIX ak: <${AK}>\nPREFIX s|`)?.labels, ["skos:"]);
  assert.deepEqual(at("PREFIX ak: <|"), { from: 11, labels: [`<${AK}>`] });
});

test("variables are those of the query, each once, without the one that is written", () => {
  assert.deepEqual(at("SELECT ?b ?a { ?a ?b ?|"), { from: 21, labels: ["?a", "?b"] });
  assert.deepEqual(at("SELECT ?名 { ?x ?名 $| }")?.labels, ["$x", "$名"]);
  assert.deepEqual(at("SELECT ?a { # ?no\n ?|")?.labels, ["?a"]);
});

test("terms stand by the prefix that a query gives them", () => {
  assert.deepEqual(at("SELECT * { ?s ak:|"), { from: 14, labels: ["ak:hasParty"] });
  assert.deepEqual(at(`PREFIX my: <${AK}>\nSELECT * { ?s my:has| }`)?.labels, ["my:hasParty"]);
  assert.deepEqual(at("PREFIX ak: <urn:x>\nSELECT * { ?s ak:| }")?.labels, []);
  assert.deepEqual(at("SELECT * { ?s ?p <|")?.labels.at(-1), "<https://w3id.org/alliancekg/scheme/status#planned>");
});

test("words of SPARQL, terms and, at the start alone, saved queries are offered for a word", () => {
  const first = at("t|")?.labels ?? [];
  assert.ok(first.includes("treaty-dates"));
  assert.ok(first.includes("SELECT") && first.includes("skos:prefLabel") && first.includes("STRSTARTS"));
  assert.ok(at(`PREFIX ak: <${AK}>\nt|`)?.labels.includes("treaty-dates"));
  assert.ok(!at("SELECT * { t|")?.labels.includes("treaty-dates"));
  assert.ok(!at("SELECT * t|")?.labels.includes("treaty-dates"));
});

test("nothing is offered in comments and strings, nor where nobody asks", () => {
  assert.equal(at("# sel|"), null);
  assert.equal(at('ASK { ?s ?p "tre|'), null);
  assert.equal(at("ASK { |"), null);
  assert.ok((at("ASK { |", true)?.labels.length ?? 0) > 50);
});
