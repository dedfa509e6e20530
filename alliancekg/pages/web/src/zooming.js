// Pictures that can be widened and moved, by keyboard and pointer, in a frame that scrolls.
//
// A picture with an axis is widened: letters keep their size, and what has no place on the axis,
// as names do, stays in sight. Any other picture grows as a whole.

export const STEP = 1.5;
export const MOST = 24;

/**
 * Returns a factor of zoom within its bounds; what is near 1 is 1.
 * @param {number} factor
 */
export function bounded(factor) {
  const held = Math.min(Math.max(factor, 1), MOST);
  return held < 1.01 ? 1 : held;
}

/**
 * Returns where to scroll so that what is under the pointer stays there.
 * @param {number} scrolled pixels
 * @param {number} pointer pixels from the left of the frame
 * @param {number} ratio of the new width to the old
 */
export function kept(scrolled, pointer, ratio) {
  return Math.max((scrolled + pointer) * ratio - pointer, 0);
}

/**
 * Tells whether an element has no place on the axis: no position of it is a share of the width.
 * @param {{ attributes: Iterable<{ name: string, value: string }>, children: Iterable<any> }} element
 * @returns {boolean}
 */
export function isFixed(element) {
  for (const { name, value } of element.attributes) {
    if (/^(?:x|x1|x2|cx|width)$/.test(name) && value.endsWith("%")) return false;
  }
  return [...element.children].every(isFixed);
}

/** Prepares all pictures. @param {ParentNode} root */
export function install(root) {
  for (const svg of root.querySelectorAll("svg.picture")) prepare(/** @type {SVGSVGElement} */ (svg));
}

/** @param {SVGSVGElement} svg */
function prepare(svg) {
  const name = svg.querySelector("title")?.textContent ?? "Picture";
  const frame = document.createElement("div");
  frame.className = "viewport";
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", `${name}, to be moved and enlarged`);
  svg.replaceWith(frame);
  frame.append(svg);

  const hasAxis = svg.querySelector(".tick") !== null;
  const height = svg.height.baseVal.value;
  const fixed = [...svg.children].filter(
    (child) => !/^(?:title|desc|defs)$/.test(child.tagName) && hasAxis && isFixed(child),
  );
  let factor = 1;

  const settle = () => {
    const shift = frame.scrollLeft;
    for (const child of fixed) {
      if (shift) child.setAttribute("transform", `translate(${shift} 0)`);
      else child.removeAttribute("transform");
    }
  };
  /** @param {number} wanted @param {number} [pointer] */
  const zoom = (wanted, pointer = hasAxis ? frame.clientWidth / 2 : 0) => {
    const before = svg.getBoundingClientRect().width;
    factor = bounded(wanted);
    const natural = frame.clientWidth;
    svg.setAttribute("width", `${factor * 100}%`);
    if (!hasAxis) {
      svg.setAttribute("height", String(height * factor));
      if (factor === 1) svg.removeAttribute("viewBox");
      else svg.setAttribute("viewBox", `0 0 ${natural} ${height}`);
    }
    frame.scrollLeft = kept(frame.scrollLeft, pointer, (natural * factor) / before);
    smaller.disabled = whole.disabled = factor === 1;
    larger.disabled = factor === MOST;
    said.textContent = factor === 1 ? "whole" : `${factor.toFixed(1)} times`;
    settle();
  };

  const bar = document.createElement("div");
  bar.className = "zoom";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", `Size of the picture: ${name}`);
  /** @param {string} text @param {string} label @param {() => void} act */
  const button = (text, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    bar.append(made);
    return made;
  };
  const smaller = button("−", "Smaller", () => zoom(factor / STEP));
  const larger = button("+", "Larger", () => zoom(factor * STEP));
  const whole = button("Whole", "The whole picture", () => zoom(1));
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "quiet";
  bar.append(said);
  frame.before(bar);
  smaller.disabled = whole.disabled = true;

  frame.addEventListener("scroll", settle, { passive: true });
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") zoom(factor * STEP);
    else if (event.key === "-") zoom(factor / STEP);
    else if (event.key === "0") zoom(1);
    else if (!step(svg, event)) return;
    event.preventDefault();
  });
  frame.addEventListener("dblclick", (event) => {
    if (/** @type {Element} */ (event.target).closest("a")) return;
    zoom(factor * STEP, event.clientX - frame.getBoundingClientRect().left);
  });
  frame.addEventListener("focusin", (event) => follow(frame, /** @type {Element} */ (event.target)));
  drag(frame);
}

/**
 * Moves the focus to the link above or below; tells whether there was one to leave.
 * @param {SVGSVGElement} svg @param {KeyboardEvent} event
 */
function step(svg, event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...svg.querySelectorAll("a")];
  const at = links.findIndex((link) => link === document.activeElement);
  if (!by || at < 0) return false;
  links[at + by]?.focus();
  return true;
}

/**
 * Scrolls sideways to what a link names, if that has a place on the axis and is out of sight.
 * @param {HTMLElement} frame @param {Element} link
 */
function follow(frame, link) {
  let drawn = isFixed(link) ? link.nextElementSibling : link;
  while (drawn && isFixed(drawn)) {
    if (drawn.tagName === "a" || (drawn.tagName === "g" && drawn.querySelector(".label"))) return;
    drawn = drawn.nextElementSibling;
  }
  if (!drawn || drawn === frame) return;
  const [seen, outer] = [drawn.getBoundingClientRect(), frame.getBoundingClientRect()];
  if (seen.right >= outer.left && seen.left <= outer.right) return;
  frame.scrollLeft += seen.left + seen.width / 2 - (outer.left + outer.width / 2);
}

/** Lets a mouse draw the picture to and fro; a link that was drawn is not followed. @param {HTMLElement} frame */
function drag(frame) {
  /** @type {{ x: number, scrolled: number } | null} */
  let held = null;
  let wasMoved = false;
  frame.addEventListener("pointerdown", (event) => {
    wasMoved = false;
    if (event.pointerType === "mouse" && event.button === 0 && frame.scrollWidth > frame.clientWidth) {
      held = { x: event.clientX, scrolled: frame.scrollLeft };
      frame.classList.add("held");
    }
  });
  frame.addEventListener("pointermove", (event) => {
    if (!held) return;
    const moved = event.clientX - held.x;
    if (!wasMoved && Math.abs(moved) < 5) return;
    if (!wasMoved) frame.setPointerCapture(event.pointerId);
    wasMoved = true;
    frame.scrollLeft = held.scrolled - moved;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    frame.addEventListener(name, () => {
      held = null;
      frame.classList.remove("held");
    });
  }
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener(
    "click",
    (event) => {
      if (wasMoved) event.preventDefault();
      wasMoved = false;
    },
    { capture: true },
  );
}
