// Shows the titles of a picture beside what they name, for the pointer and for the keyboard alike;
// a browser shows them for the pointer only, late and small.

/**
 * Returns where a box stands beside another: below it, or above where there is no room below,
 * and within the window.
 * @param {{ left: number, top: number, bottom: number }} target
 * @param {{ width: number, height: number }} box
 * @param {{ width: number, height: number }} room
 */
export function placed(target, box, room) {
  const left = Math.max(Math.min(target.left, room.width - box.width - 8), 8);
  const isBelow = target.bottom + 8 + box.height <= room.height;
  return { left, top: isBelow ? target.bottom + 8 : Math.max(target.top - 8 - box.height, 8) };
}

/**
 * Names an element without its title, which a browser would show, too: what it says is its name.
 * Tells whether the title says more than is seen.
 * @param {Element} named @param {string} title
 */
function tells(named, title) {
  const words = named.querySelector(".label") ? plain(named.textContent) : "";
  if (words === plain(title)) return false;
  if (!words) named.setAttribute("aria-label", title);
  else named.setAttribute("aria-description", title);
  if (named.tagName === "g" && !words) named.setAttribute("role", "img");
  return true;
}

/** @param {string | null} text */
function plain(text) {
  return (text ?? "").split(/\s+/).filter(Boolean).join(" ");
}

/** @param {Document} root */
export function install(root) {
  const box = root.createElement("div");
  const words = root.createElement("bdi");
  box.className = "tip";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  box.append(words);
  root.body.append(box);

  /** @type {Map<Element, string>} */
  const titles = new Map();
  for (const title of root.querySelectorAll("svg.picture > * title")) {
    const named = /** @type {Element} */ (title.parentElement);
    const text = title.textContent ?? "";
    title.remove();
    // Lines of a label are words apart, which nothing says where each has a place of its own.
    for (const line of named.querySelectorAll("tspan + tspan")) line.before(" ");
    if (tells(named, text)) titles.set(named, text);
  }
  /** @param {EventTarget | null} target */
  const titled = (target) => {
    let found = target instanceof Element ? target : null;
    while (found && !titles.has(found)) found = found.parentElement;
    return found;
  };
  const hide = () => {
    box.hidden = true;
  };
  /** @param {Element} target @param {{ left: number, top: number, bottom: number }} around */
  const show = (target, around) => {
    words.textContent = titles.get(target) ?? "";
    box.hidden = false;
    const room = { width: root.documentElement.clientWidth, height: root.documentElement.clientHeight };
    const { left, top } = placed(around, box.getBoundingClientRect(), room);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
  };
  let [x, y] = [-1, -1];
  root.addEventListener("pointermove", (event) => {
    [x, y] = [event.clientX, event.clientY];
  });
  root.addEventListener("pointerover", (event) => {
    // What comes under a pointer at rest, as a page scrolls for the keyboard, is not pointed at.
    if (event.clientX === x && event.clientY === y) return;
    if (box.contains(/** @type {Node} */ (event.target))) return;
    const target = titled(event.target);
    if (!target) hide();
    else show(target, { left: event.clientX + 8, top: event.clientY, bottom: event.clientY + 8 });
  });
  root.addEventListener("focusin", (event) => {
    const target = titled(event.target);
    if (target) show(target, target.getBoundingClientRect());
    else hide();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  const settle = () => {
    const focused = box.hidden ? null : titled(root.activeElement);
    if (focused && words.textContent === titles.get(focused)) show(focused, focused.getBoundingClientRect());
    else hide();
  };
  // A picture that is scrolled puts what stays in sight in its place first.
  root.addEventListener("scroll", () => requestAnimationFrame(settle), { capture: true, passive: true });
}
