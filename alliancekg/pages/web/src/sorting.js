// Sorts the rows of a table by a column: a button in each head, told by aria-sort.

/** @typedef {"ascending" | "descending" | "none"} Direction */

const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const NUMBER = /^[+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?$/i;
// The year of a date of EDTF, signed or not, of four digits or, after a Y, of more.
const YEAR = /^[[{]?(?:\.\.)?(?:Y?(-?\d{4,})|(-?\d{3})X|(-?\d{2})XX)/;

/**
 * Returns how a text is compared: as a number, or as a date by its year, or as a text.
 * @param {string} text
 * @returns {{ number: number | null, year: number | null, text: string }}
 */
export function key(text) {
  const plain = text.trim();
  const number = NUMBER.test(plain) ? Number(plain.replaceAll(",", "")) : null;
  const found = YEAR.exec(plain);
  const year = found ? Number(found[1] ?? `${found[2] ?? `${found[3]}0`}0`) : null;
  return { number, year, text: plain };
}

/**
 * Returns the places of texts in their order; equal ones stay as they were, and empty ones are last
 * whatever the direction.
 * @param {readonly string[]} texts
 * @param {Direction} direction
 * @returns {number[]}
 */
export function order(texts, direction) {
  const places = texts.map((_, at) => at);
  if (direction === "none") return places;
  const keys = texts.map(key);
  const filled = keys.filter((one) => one.text);
  const areNumbers = filled.every((one) => one.number !== null);
  const areDates = filled.every((one) => one.year !== null);
  const sign = direction === "ascending" ? 1 : -1;
  /** @param {ReturnType<typeof key>} a @param {ReturnType<typeof key>} b */
  const compare = (a, b) => {
    if (areNumbers) return Number(a.number) - Number(b.number);
    if (areDates && a.year !== b.year) return Number(a.year) - Number(b.year);
    return areDates ? (a.text < b.text ? -1 : Number(a.text > b.text)) : COLLATOR.compare(a.text, b.text);
  };
  return places.sort((left, right) => {
    const [a, b] = [keys[left], keys[right]];
    if (!a || !b || !a.text || !b.text) return Number(!a?.text) - Number(!b?.text);
    return sign * compare(a, b);
  });
}

/**
 * Returns the direction that follows a press of the button.
 * @param {string | null} direction
 * @returns {Direction}
 */
export function next(direction) {
  if (direction === "ascending") return "descending";
  return direction === "descending" ? "none" : "ascending";
}

/** Gives each table of more than one row its buttons. @param {ParentNode} root */
export function install(root) {
  for (const table of root.querySelectorAll("table.cards:not([data-unsorted])")) {
    const body = table.querySelector("tbody");
    const heads = [...table.querySelectorAll("thead th")];
    if (body && body.rows.length > 1 && !body.querySelector("[colspan], [rowspan]")) {
      prepare(body, heads);
    }
  }
}

/** @param {HTMLTableSectionElement} body @param {Element[]} heads */
function prepare(body, heads) {
  const given = [...body.rows];
  const names = heads.map((head) => (head.querySelector(".unseen") ?? head).textContent?.trim() ?? "");
  const said = document.createElement("span");
  said.className = "unseen";
  said.setAttribute("role", "status");
  const select = choice(names);
  const label = document.createElement("label");
  label.className = "sort-by";
  label.append("Sort by ", select);
  const around = body.closest(".scroll") ?? /** @type {Element} */ (body.parentElement);
  around.before(label);
  around.after(said);

  /** @param {number} column @param {Direction} direction */
  const sort = (column, direction) => {
    for (const head of heads) head.removeAttribute("aria-sort");
    if (direction !== "none") heads[column]?.setAttribute("aria-sort", direction);
    select.value = direction === "none" ? "" : `${column} ${direction}`;
    const texts = given.map((row) => row.cells[column]?.textContent ?? "");
    for (const at of order(texts, direction)) body.append(/** @type {Node} */ (given[at]));
    said.textContent =
      direction === "none" ? "The rows stand as they were." : `The rows on this page by ${names[column]}, ${direction}.`;
  };
  select.addEventListener("change", () => {
    const [column = "0", direction = "none"] = select.value.split(" ");
    sort(Number(column), /** @type {Direction} */ (direction));
  });
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", `Sort by ${names[column]}`);
    button.append(document.createElement("span"));
    head.append(" ", button);
    button.addEventListener("click", () => sort(column, next(head.getAttribute("aria-sort"))));
  });
}

/** Returns what stands in for the heads where a narrow window has no room for them. @param {string[]} names */
function choice(names) {
  const select = document.createElement("select");
  select.append(new Option("as they were", ""));
  names.forEach((name, column) => {
    select.append(new Option(`${name} ↑`, `${column} ascending`), new Option(`${name} ↓`, `${column} descending`));
  });
  return select;
}
