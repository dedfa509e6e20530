// What can stand where somebody writes in a query: our terms, prefixes, variables, words of SPARQL,
// and, where a query begins, the saved ones. Knows no editor.

/**
 * @typedef {{ name: string, label: string, kind: string }} Term its name is an IRI
 * @typedef {{ name: string, label: string, href: string }} Saved
 * @typedef {{ prefixes: Record<string, string>, terms: Term[], saved: Saved[] }} Vocabulary
 * @typedef {{
 *   label: string, detail?: string, type: string, insert?: string, prefix?: string, href?: string,
 *   boost?: number,
 * }} Offer
 * @typedef {{ from: number, offers: Offer[] }} Offered
 * @typedef {{ kind: "code" | "comment" | "string" | "iri", start: number, depth: number }} Place
 */

const KEYWORDS = `ASK BASE BIND BY CONSTRUCT DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING
  IN LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT UNDEF UNION VALUES WHERE AS
  ASC DESC`.split(/\s+/);
const FUNCTIONS = `ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY
  ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IF IRI isBLANK isIRI isLITERAL isNUMERIC LANG langMatches
  LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE ROUND sameTerm SAMPLE SECONDS SHA1 SHA256
  SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
  TIMEZONE TZ UCASE URI UUID YEAR`.split(/\s+/);
const DECLARATION = /\bPREFIX\s+([\w-]*):\s*<([^<>\s]*)>/gi;
// A comment, a string, an IRI, whole or at the end, or a bracket; a string of one line ends with it.
const PART =
  /#[^\n]*|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|$)|'(?:[^'\\\n]|\\.)*(?:'|(?=\n)|$)|<[^<>"{}|^`\\\s]*(?:>|$)|[(){}]/g;

/**
 * Returns in what the end of a text stands, where that begins, and how many groups are open.
 * @param {string} before the text up to where somebody writes
 * @returns {Place}
 */
export function place(before) {
  let [depth, parentheses] = [0, 0];
  for (const found of before.matchAll(PART)) {
    const [part] = found;
    if (part === "{") depth += 1;
    else if (part === "}") depth -= 1;
    else if (part === "(") parentheses += 1;
    else if (part === ")") parentheses -= 1;
    else if (part[0] === "<" && parentheses > 0 && /^<(?:[?$]|$)/.test(part)) continue; // it compares
    else if (found.index + part.length === before.length && !isClosed(part)) {
      const kind = part[0] === "#" ? "comment" : part[0] === "<" ? "iri" : "string";
      return { kind, start: found.index, depth };
    }
  }
  return { kind: "code", start: before.length, depth };
}

/** @param {string} part */
function isClosed(part) {
  if (part[0] === "#") return false;
  if (part[0] === "<") return part.endsWith(">");
  const quote = /^("""|''')/.exec(part)?.[0] ?? part[0] ?? "";
  return part.length >= 2 * quote.length && part.endsWith(quote);
}

/**
 * Returns the text of the same length with blanks for comments and strings.
 * @param {string} text
 */
export function bare(text) {
  return text.replace(PART, (part) => (/^[#"']/.test(part) ? part.replace(/[^\n]/g, " ") : part));
}

/**
 * Returns the prefixes that a query declares.
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function declared(text) {
  const found = [...bare(text).matchAll(DECLARATION)];
  return Object.fromEntries(found.map(([, prefix = "", iri = ""]) => [prefix, iri]));
}

/**
 * Returns where a query takes another declaration, and its text; null where it has that prefix.
 * @param {string} text @param {string} prefix @param {string} iri
 * @returns {{ from: number, insert: string } | null}
 */
export function declaration(text, prefix, iri) {
  if (prefix in declared(text)) return null;
  const line = `PREFIX ${prefix}: <${iri}>\n`;
  const last = [...bare(text).matchAll(DECLARATION)].at(-1);
  if (!last) {
    const base = /^\s*BASE\s*<[^<>\s]*>[^\n]*\n?/i.exec(bare(text))?.[0] ?? "";
    return base && !base.endsWith("\n") ? { from: base.length, insert: `\n${line}` } : { from: base.length, insert: line };
  }
  const end = text.indexOf("\n", last.index + last[0].length);
  return end < 0 ? { from: text.length, insert: `\n${line}` } : { from: end + 1, insert: line };
}

/**
 * Returns the name of a term with a prefix, and the prefix; null where none fits.
 * @param {string} iri @param {Record<string, string>} prefixes
 * @returns {{ name: string, prefix: string } | null}
 */
export function shortened(iri, prefixes) {
  const [found] = Object.entries(prefixes)
    .filter(([, space]) => space && iri.startsWith(space) && /^[A-Za-z_][\w-]*$/.test(iri.slice(space.length)))
    .sort((a, b) => b[1].length - a[1].length);
  return found ? { name: `${found[0]}:${iri.slice(found[1].length)}`, prefix: found[0] } : null;
}

/**
 * Returns what can stand at a place of a query, and from where it is written; null for nothing.
 * @param {string} text
 * @param {number} at
 * @param {Vocabulary} vocabulary
 * @param {boolean} isAsked whether somebody asks for it, and so wants all where nothing is written
 * @returns {Offered | null}
 */
export function offered(text, at, vocabulary, isAsked) {
  const before = text.slice(0, at);
  const { kind, start, depth } = place(before);
  const after = /\bPREFIX\s+([\w-]*)$/i.exec(before);
  if (kind === "code" && after) return prefixesOf(text, at - (after[1] ?? "").length, vocabulary);
  if (kind === "iri") return irisOf(before, start, vocabulary);
  if (kind !== "code") return null;
  const variable = /[?$]\w*$/u.exec(before);
  if (variable) {
    const mark = variable[0].slice(0, 1);
    return { from: variable.index, offers: variablesOf(text, variable.index, mark) };
  }
  const word = /(?<![\w:-])[A-Za-z][\w-]*(?::[\w-]*)?$|(?<![\w:-]):[\w-]*$/.exec(before);
  if (!word && !isAsked) return null;
  const from = word ? word.index : at;
  const terms = termsOf(vocabulary, declared(text));
  if (word?.[0].includes(":")) {
    const space = word[0].slice(0, word[0].indexOf(":") + 1);
    return { from, offers: terms.filter(({ label }) => label.startsWith(space)) };
  }
  const words = [
    ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
    ...FUNCTIONS.map((label) => ({ label, type: "function", insert: `${label}(` })),
  ];
  const isStart = depth === 0 && !bare(before.slice(0, from)).replace(DECLARATION, "").trim();
  return { from, offers: [...words, ...terms, ...(isStart ? savedOf(vocabulary.saved) : [])] };
}

/** @param {string} text @param {number} from @param {Vocabulary} vocabulary @returns {Offered} */
function prefixesOf(text, from, { prefixes }) {
  const known = declared(text);
  const left = Object.entries(prefixes).filter(([prefix]) => !(prefix in known));
  const offers = left.map(([prefix, iri]) => ({
    label: `${prefix}:`,
    detail: iri,
    type: "namespace",
    insert: `${prefix}: <${iri}>`,
  }));
  return { from, offers };
}

/** @param {string} before @param {number} start @param {Vocabulary} vocabulary @returns {Offered} */
function irisOf(before, start, { prefixes, terms }) {
  const prefix = /\bPREFIX\s+([\w-]*):\s*$/i.exec(before.slice(0, start))?.[1];
  const iri = prefix === undefined ? undefined : prefixes[prefix];
  if (prefix !== undefined) {
    return { from: start, offers: iri ? [{ label: `<${iri}>`, type: "namespace" }] : [] };
  }
  const offers = terms.map(({ name, label, kind }) => ({ label: `<${name}>`, detail: label, type: kind }));
  return { from: start, offers };
}

/** @param {string} text @param {number} at @param {string} mark @returns {Offer[]} */
function variablesOf(text, at, mark) {
  const whole = bare(text);
  const found = [...whole.matchAll(/[?$]([\p{L}\p{N}_]+)/gu)].filter(({ index }) => index !== at);
  const names = [...new Set(found.map(([, name]) => name))].sort();
  return names.map((name) => ({ label: `${mark}${name}`, type: "variable" }));
}

/** @param {Vocabulary} vocabulary @param {Record<string, string>} known @returns {Offer[]} */
function termsOf({ terms, prefixes }, known) {
  const others = Object.fromEntries(Object.entries(prefixes).filter(([prefix]) => !(prefix in known)));
  return terms.flatMap(({ name, label, kind }) => {
    const short = shortened(name, known) ?? shortened(name, others);
    return short ? [{ label: short.name, detail: label, type: kind, prefix: short.prefix, boost: 1 }] : [];
  });
}

/** @param {Saved[]} saved @returns {Offer[]} */
function savedOf(saved) {
  return saved.map(({ name, label, href }) => ({ label: name, detail: label, type: "text", href, boost: -1 }));
}
