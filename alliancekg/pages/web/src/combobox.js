// Search as you type: names that a server finds, in a list below the field.
// The pattern is the combobox of the ARIA Authoring Practices, with a list, manual selection.

/** @typedef {{ name: string, by: string, href: string, more: string }} Suggestion */

export const WAIT = 150; // milliseconds after the last key

/**
 * Returns the address that is asked for a text.
 * @param {string} base an address of this host
 * @param {string} text
 * @param {string} here the address of the page
 */
export function address(base, text, here) {
  const url = new URL(base, here);
  if (url.origin !== new URL(here).origin) throw new Error(`${url.origin} is another host`);
  url.searchParams.set("text", text);
  url.searchParams.set("format", "json");
  return url.href;
}

/**
 * Returns what a server has found, without what is no suggestion of ours.
 * @param {unknown} answer
 * @returns {Suggestion[]}
 */
export function read(answer) {
  const found = /** @type {{ found?: unknown }} */ (answer ?? {}).found;
  if (!Array.isArray(found)) return [];
  return found.flatMap((one) => {
    const { name, by = "", href, more = "" } = one ?? {};
    const isOurs = typeof href === "string" && /^\/(?!\/)/.test(href);
    return typeof name === "string" && isOurs ? [{ name, by: String(by), href, more: String(more) }] : [];
  });
}

/**
 * Returns the option that a key leads to, from one of so many, -1 being none.
 * @param {string} pressed
 * @param {number} at
 * @param {number} count
 */
export function moved(pressed, at, count) {
  if (!count) return -1;
  if (pressed === "ArrowDown") return at + 1 < count ? at + 1 : -1;
  if (pressed === "ArrowUp") return at < 0 ? count - 1 : at - 1;
  return at;
}

/** @param {ParentNode} root */
export function install(root) {
  for (const input of root.querySelectorAll("input[data-suggest]")) {
    prepare(/** @type {HTMLInputElement} */ (input));
  }
}

/** @param {HTMLInputElement} input */
function prepare(input) {
  const base = input.dataset.suggest ?? "";
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names");
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "unseen";
  said.setAttribute("role", "status");
  const around = input.closest(".row") ?? input;
  around.after(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("autocomplete", "off");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);

  let at = -1;
  let timer = 0;
  let asked = new AbortController();

  /** @param {boolean} isOpen */
  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  };
  /** @param {number} place */
  const choose = (place) => {
    at = place;
    [...list.children].forEach((option, one) => {
      option.setAttribute("aria-selected", String(one === place));
      if (one === place) option.scrollIntoView({ block: "nearest" });
    });
    const chosen = list.children[place];
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const text = input.value.trim();
    if (!text) {
      list.replaceChildren();
      said.textContent = "";
      return open(false);
    }
    const { signal } = asked;
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(address(base, text, location.href), { signal, headers });
      const found = answer.ok ? read(await answer.json()) : [];
      if (signal.aborted) return;
      list.replaceChildren(...found.map((one, place) => option(one, `${list.id}-${place}`)));
      said.textContent = found.length === 1 ? "1 name" : `${found.length} names`;
      open(found.length > 0 && document.activeElement === input);
    } catch {
      // The form finds the same, and says what is wrong; an answer that is late is not wanted.
      if (!signal.aborted) open(false);
    }
  };

  open(false);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      clearTimeout(timer);
      asked.abort();
      if (list.hidden) return;
      open(false);
    } else if (event.key === "Enter" && at >= 0) /** @type {HTMLElement} */ (list.children[at]).click();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.children.length) return;
      if (list.hidden) open(true);
      choose(moved(event.key, at, list.children.length));
    } else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => open(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
}

/** @param {Suggestion} one @param {string} id */
function option(one, id) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const name = document.createElement("bdi");
  name.textContent = one.name;
  const more = document.createElement("span");
  more.className = "quiet";
  if (one.by) {
    const by = document.createElement("bdi");
    by.textContent = one.by;
    more.append("also called ", by, one.more ? " · " : "");
  }
  more.append(one.more);
  item.append(name, " ", more);
  item.addEventListener("click", () => location.assign(one.href));
  return item;
}
