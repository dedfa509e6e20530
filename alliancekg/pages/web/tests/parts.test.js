import assert from "node:assert/strict";
import test from "node:test";
import { address, moved, read } from "../src/combobox.js";
import { span } from "../src/faults.js";
import { placed } from "../src/tooltips.js";
import { MOST, bounded, isFixed, kept } from "../src/zooming.js";

test("a fault is the word at its line and column, counted in characters", () => {
  const text = 'ASK {\n  "😀" ?wrong }';
  const found = span(text, 2, 7);
  assert.equal(text.slice(found.from, found.to), "?wrong");
  const line = span(text, 2, 0);
  assert.equal(text.slice(line.from, line.to), '"😀" ?wrong }');
  assert.equal(span(text, 0, 0), null);
  assert.deepEqual(span("ASK {", 1, 6), { from: 5, to: 5 });
  assert.deepEqual(span("ASK {", 9, 1), { from: 0, to: 3 });
});

test("suggestions are asked of this host alone", () => {
  const here = "http://host:1/sub/page?text=x";
  assert.equal(address("/search?kind=Event", "서울 &", here), "http://host:1/search?kind=Event&text=%EC%84%9C%EC%9A%B8+%26&format=json");
  assert.throws(() => address("//elsewhere/search", "a", here), /another host/);
});

test("only names with an address on this host are taken from an answer", () => {
  const good = { name: "a", by: "", href: "/entity/x", more: "Event" };
  const bad = [{ name: "a", href: "javascript:alert(1)" }, { name: "a", href: "//far" }, { href: "/x" }, null];
  assert.deepEqual(read({ found: [good, ...bad] }), [good]);
  for (const answer of [null, {}, { found: 3 }, "x"]) assert.deepEqual(read(answer), []);
});

test("arrows go through the options and back to the field", () => {
  assert.deepEqual([-1, 0, 1].map((at) => moved("ArrowDown", at, 2)), [0, 1, -1]);
  assert.deepEqual([-1, 0, 1].map((at) => moved("ArrowUp", at, 2)), [1, -1, 0]);
  assert.equal(moved("ArrowDown", -1, 0), -1);
});

test("a picture is never smaller than whole, and never too large", () => {
  assert.deepEqual([0.1, 1.005, 2, 1e9].map(bounded), [1, 1, 2, MOST]);
});

test("what is under the pointer stays there", () => {
  assert.equal(kept(0, 100, 2), 100);
  assert.equal(kept(100, 100, 0.5), 0);
  assert.equal(kept(300, 100, 1.5), 500);
});

test("an element has a place on the axis if a part of it has a share of the width", () => {
  const element = (attributes, ...children) => ({
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
    children,
  });
  assert.ok(isFixed(element({ x: "48", y: "50%" }, element({ href: "100%" }))));
  assert.ok(!isFixed(element({}, element({ x1: "12.3%" }))));
});

test("a box stays in the window, above what stands at its foot", () => {
  const room = { width: 300, height: 200 };
  const box = { width: 100, height: 40 };
  assert.deepEqual(placed({ left: 50, top: 10, bottom: 30 }, box, room), { left: 50, top: 38 });
  assert.deepEqual(placed({ left: 290, top: 170, bottom: 190 }, box, room), { left: 192, top: 122 });
});
