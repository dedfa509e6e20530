// What the server says to the scripts: words for completion, in the page; the text of a saved query.

/** @typedef {import("./completing.js").Vocabulary} Vocabulary */

/** @returns {Vocabulary} what the page offers, nothing where it offers nothing */
export function vocabularyOf(/** @type {ParentNode} */ root) {
  const found = /** @type {HTMLElement | null} */ (root.querySelector("[data-vocabulary]"));
  const given = JSON.parse(found?.dataset.vocabulary || "{}");
  return { prefixes: given.prefixes ?? {}, terms: given.terms ?? [], saved: given.saved ?? [] };
}

/**
 * Returns the text of a saved query, as its page has it.
 * @param {string} href
 */
export async function queryOf(href) {
  const answer = await fetch(href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const text = page.querySelector("[data-query]")?.textContent;
  if (!answer.ok || !text) throw new Error(`${href} has no query`);
  return text;
}
