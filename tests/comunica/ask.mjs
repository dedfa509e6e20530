// Asks what stands on standard input, with Comunica, and writes the answers: a list of
// {kind, text, endpoint, data?} gives a list of what was found, terms written as in N-Triples.
// "endpoint" is the address of a SPARQL endpoint, "data" a file of Turtle that is asked beside it.
import { readFileSync } from "node:fs";
import { QueryEngine } from "@comunica/query-sparql";

const engine = new QueryEngine();
const escapes = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" };

function written(term) {
  if (term === undefined) return null;
  if (term.termType === "NamedNode") return `<${term.value}>`;
  if (term.termType !== "Literal") throw new Error(`a term of type ${term.termType}`);
  const text = `"${term.value.replace(/[\\"\n\r]/gu, (one) => escapes[one])}"`;
  if (term.language) return `${text}@${term.language}`;
  const type = term.datatype.value;
  return type.endsWith("#string") ? text : `${text}^^<${type}>`;
}

async function rows(text, context) {
  const found = await engine.query(text, context);
  const { variables } = await found.metadata();
  const names = variables.map((one) => (one.variable ?? one).value);
  const bindings = await (await found.execute()).toArray();
  return [names, ...bindings.map((row) => names.map((name) => written(row.get(name))))];
}

async function answer({ kind, text, endpoint, data }) {
  const sources = [{ type: "sparql", value: endpoint }];
  if (data) {
    const value = readFileSync(data, "utf8");
    sources.push({ type: "serialized", value, mediaType: "text/turtle", baseIRI: "urn:data" });
  }
  const context = { sources };
  if (kind === "ASK") return engine.queryBoolean(text, context);
  if (kind === "SELECT") return rows(text, context);
  const quads = await (await engine.queryQuads(text, context)).toArray();
  return quads.map((one) => [one.subject, one.predicate, one.object].map(written));
}

const answers = [];
for (const asked of JSON.parse(readFileSync(0, "utf8"))) answers.push(await answer(asked));
process.stdout.write(JSON.stringify(answers));
