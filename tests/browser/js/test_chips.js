// The pictures' buttons: which there are, what they say and do, and that they are not made anew.

import { Chips, chipped } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { shot, shots } from "./room.js";
import { place, recorder } from "./stand_ins.js";

const SEEN = { mode: "swipe", left: "original", right: "slight", pin: null };
const MANY = [...shots(4), shot("soft"), shot("mine")];

/** Chips of three shots; `calls` are what they asked of the viewer. */
function bar(more = {}) {
  const root = place();
  root.innerHTML = '<div class="shots"></div>';
  const viewer = recorder();
  const it = new Chips(root, viewer);
  it.calls = viewer.calls;
  it.see = (more = {}) => it.update({ shots: shots(3), ...SEEN, ...more });
  Object.defineProperty(it, "chips", { get: () => [...it.element.children].slice(1, -1) }); // between pin and list
  it.see(more);
  return it;
}

/** Each picture's button: [label, sides, chosen]. */
function said(it) {
  return it.chips.map((button) => [
    button.children[0].textContent,
    button.dataset.side,
    button.getAttribute("aria-pressed"),
  ]);
}

test("each picture has a button with its label and its sides", () => {
  const it = bar();
  equal(said(it), [
    ["the original", "left", "false"],
    ["the slight", "right", "true"],
    ["the balanced", "", "false"],
  ]);
  it.see({ left: "slight" });
  equal(said(it)[1], ["the slight", "left right", "true"]);
});

test("in the grid there is no left, and the right picture is the chosen one", () => {
  equal(said(bar({ mode: "grid" })).map(([, side]) => side), ["", "chosen", ""]);
});

test("one picture alone has no side", () => {
  const it = bar({ shots: shots(1), right: "original" });
  equal(said(it), [["the original", "", "true"]]);
});

test("what a button is for is said to screen readers and on hovering", () => {
  const [first, second] = bar().chips;
  equal([first, second].map((each) => each.getAttribute("aria-label")), ["the original, left", "the slight, right"]);
  equal([first.type, second.type], ["button", "button"]);
  equal(second.getAttribute("aria-keyshortcuts"), "Alt+2");
  equal(second.title, "the slight. Right: ↑ ↓ or Alt + 2; left: Shift + click");
});

test("a new picture gets a button in its place; the others keep theirs and the focus", () => {
  const it = bar();
  const before = new Map(it.buttons);
  it.chips[2].focus();
  it.see({ shots: [shot("original"), shot("heavy"), shot("slight"), shot("balanced")] });
  equal([...it.chips].map((each) => each.children[0].textContent), ["the original", "the heavy", "the slight", "the balanced"]);
  ok([...before].every(([id, button]) => it.buttons.get(id) === button), "the same buttons");
  ok(document.activeElement === before.get("balanced"), "the focus stays");
});

test("the button of a picture that is gone goes, and other orders are followed", () => {
  const it = bar();
  it.see({ shots: [shot("balanced"), shot("original")] });
  equal(said(it).map(([label]) => label), ["the balanced", "the original"]);
  equal([...it.buttons.keys()], ["original", "balanced"]);
});

test("a renamed picture's button is renamed, and a name is text", () => {
  const it = bar();
  it.see({ shots: [shot("original"), shot("slight", { label: "<b>bold</b>" })] });
  equal(it.chips[1].textContent, "<b>bold</b>");
  equal(it.chips[1].querySelector("span b"), null);
});

test("a click on a picture chooses the right side, with Alt or Shift the left", () => {
  const it = bar();
  for (const more of [{}, { altKey: true }, { shiftKey: true }]) {
    it.chips[2].dispatchEvent(new MouseEvent("click", more));
  }
  equal(it.calls, [["choose", "right", "balanced"], ["choose", "left", "balanced"], ["choose", "left", "balanced"]]);
});


test("how a picture was judged stands on its button, in signs and in words", () => {
  const it = bar({ shots: [shot("original"), shot("slight", { mark: "picked", stars: 3 }), shot("balanced", { mark: "none" })] });
  const [original, slight, balanced] = it.chips;
  equal([slight.children[1].textContent, slight.getAttribute("aria-label")], ["✓ 3★", "the slight, right, picked, 3 stars"]);
  equal([original, slight, balanced].map((each) => each.children[1].hidden), [true, false, true]);
  equal(slight.dataset.mark, "picked");
});

test("of many pictures the original, left and right have a button, the others stand in the list", () => {
  const ids = (left, right) => chipped(MANY, left, right).map(({ id }) => id);
  equal(ids("original", "slight"), ["original", "slight", "balanced"]);
  equal(ids("original", "mine"), ["original", "slight", "mine"]);
  equal(ids("soft", "mine"), ["original", "soft", "mine"]);
  equal(chipped(MANY.slice(0, 4), "original", "slight").length, 4, "four need no list");
  const it = bar({ shots: MANY, right: "mine" });
  equal([it.menu.element.hidden, it.menu.button.textContent, said(it).map(([label]) => label)], [false, "All 6 ▾", ["the original", "the slight", "the mine"]]);
  equal(it.menu.items.map((item) => [item.textContent, item.getAttribute("aria-checked")])[5], ["the mine", "true"]);
  it.menu.items[4].click();
  equal(it.calls, [["choose", "right", "soft"]]);
  it.see();
  equal(it.menu.element.hidden, true, "three");
});

test("what is pinned has a button that lets it go, and no other left is marked", () => {
  const it = bar();
  equal(it.pin.hidden, true);
  it.see({ pin: { named: "one.jpg · original" } });
  equal([it.pin.hidden, it.pin.getAttribute("aria-label"), it.pin.textContent], [false, "Unpin one.jpg · original", "one.jpg · original✕"]);
  equal(said(it).map(([, side]) => side), ["", "right", ""]);
  it.see({ shots: shots(4), pin: { named: "one.jpg" } });
  equal([said(it).map(([label]) => label), it.menu.element.hidden], [["the original", "the slight"], false], "it takes the room of one");
  it.pin.click();
  equal(it.calls, [["togglePin"]]);
});
