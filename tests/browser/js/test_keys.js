// What each key means, on keyboards of several countries.

import { keycaps, meaningOf } from "/keys/keys.js";
import { equal, test } from "./cases.js";
import { keyEvent } from "./stand_ins.js";

/** The meaning of a key in short: its name, and how much or whither. */
function means(key, more = {}) {
  const meaning = meaningOf(keyEvent("keydown", key, more));
  if (!meaning) return null;
  const { name, number, by, x, y } = meaning;
  return [name, ...[number, by, x, y].filter((each) => each !== undefined)].join(" ");
}

/** Each [key, meaning] of a list, one after the other. */
function each(list, more = {}) {
  for (const [key, meaning] of list) equal(means(key, more), meaning, key);
}

test("letters mean what the table says, small or capital", () => {
  const letters = {
    p: "pick", x: "reject", u: "clear", n: "note", s: "swipe", g: "grid", m: "blink", d: "difference", b: "boxes", k: "masks", q: "brush", o: "original",
    z: "one", f: "fit", e: "face", t: "pin", r: "nothing", c: "nothing",
  };
  each(Object.entries(letters));
  each(Object.entries(letters).map(([key, meaning]) => [key.toUpperCase(), meaning]));
});

test("letters that the table lacks mean nothing", () => {
  each(["a", "w", "y", "i", "j", "l", "h", "v"].map((key) => [key, null]));
});

test("signs move the split, zoom and show the table", () => {
  each([
    ["[", "split -1"], [",", "split -1"], ["]", "split 1"], [".", "split 1"],
    ["+", "zoom 1"], ["=", "zoom 1"], ["-", "zoom -1"], ["?", "table"], ["\\", "original"],
  ]);
});

test("digits are stars, with Alt the number of a picture", () => {
  each([0, 1, 2, 3, 4, 5].map((digit) => [String(digit), `stars ${digit}`]));
  each([["6", null], ["9", null]]);
  equal(means("3", { code: "Numpad3" }), "stars 3");
  equal([means("1", { altKey: true }), means("9", { altKey: true })], ["picture 1", "picture 9"]);
  equal(means("0", { altKey: true }), null, "pictures begin at 1");
  equal(means("™", { code: "Digit2", altKey: true }), "picture 2", "what Option types on a Mac");
});

test("arrows, Home, End, Escape and Space are named", () => {
  each([
    ["ArrowLeft", "arrow -1 0"], ["ArrowRight", "arrow 1 0"], ["ArrowUp", "arrow 0 -1"], ["ArrowDown", "arrow 0 1"],
    ["Home", "home"], ["End", "end"], ["Escape", "escape"], [" ", "space"],
  ]);
  equal(means("ArrowLeft", { altKey: true }), null, "the browser's way back");
});

test("Shift and F is full screen, and Shift is told with arrows", () => {
  equal(means("F", { shiftKey: true }), "fullscreen");
  equal(means("F"), "fit", "Caps Lock is no Shift");
  equal(meaningOf(keyEvent("keydown", "ArrowUp", { shiftKey: true })).far, true);
});

test("with Ctrl or Cmd only undo and redo are ours", () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }]) {
    equal([means("z", more), means("Z", { ...more, shiftKey: true })], ["undo", "redo"]);
    each([..."pxunsgmbfetrc\\[]+-?0123"].map((key) => [key, null]), more);
    each([["ArrowLeft", null], [" ", null], ["Escape", null]], more);
    equal(means("z", { ...more, altKey: true }), null);
  }
  equal([means("y", { ctrlKey: true }), means("y", { metaKey: true })], ["redo", null]);
});

test("characters are told apart from what types nothing", () => {
  const character = (key, more) => Boolean(meaningOf(keyEvent("keydown", key, more)).character);
  equal(["p", "3", "[", "?", "F", "r"].map((key) => character(key)), Array(6).fill(true));
  equal(["ArrowUp", "Home", "Escape", " "].map((key) => character(key)), Array(4).fill(false));
  equal([character("2", { altKey: true }), character("z", { ctrlKey: true })], [false, false]);
});

test("AZERTY: its digit row, its brackets by AltGr, and what stands for them", () => {
  const altGr = { ctrlKey: true, altKey: true, modifierAltGraph: true };
  equal([means("é", { code: "Digit2" }), means("2", { code: "Digit2", shiftKey: true })], ["stars 2", "stars 2"]);
  equal(means("à", { code: "Digit0" }), "stars 0");
  equal(means("-", { code: "Digit6" }), "zoom -1");
  equal(means("[", { code: "Digit5", ...altGr }), "split -1", "no five stars");
  equal(means("{", { code: "Digit4", ...altGr }), null, "no four stars");
  equal([means(",", { code: "KeyM" }), means("m", { code: "Semicolon" })], ["split -1", "blink"], "what is printed counts");
  equal(means("?", { code: "KeyM", shiftKey: true }), "table");
  equal(means("*", { code: "Backslash" }), "original");
});

test("QWERTZ: brackets and backslash by AltGr, # and full stop without", () => {
  const altGr = { ctrlKey: true, altKey: true, modifierAltGraph: true };
  equal([means("[", { code: "Digit8", ...altGr }), means("]", { code: "Digit9", ...altGr })], ["split -1", "split 1"]);
  equal([means("#", { code: "Backslash" }), means("\\", { code: "Minus", ...altGr })], ["original", "original"]);
  equal([means(".", { code: "Period" }), means("z", { code: "KeyY" })], ["split 1", "one"]);
  equal(means("!", { code: "Digit1", shiftKey: true }), null, "no star");
});

test("Czech and Slovak: the digit row types letters and +, digits with Shift, and = stands beside it", () => {
  const row = [..."é+ěščř"].map((key, digit) => means(key, { code: `Digit${digit}` }));
  equal(row, [0, 1, 2, 3, 4, 5].map((digit) => `stars ${digit}`));
  equal([means("1", { code: "Digit1", shiftKey: true }), means("+", { code: "Digit1", altKey: true })], ["stars 1", "picture 1"]);
  equal([means("=", { code: "Minus" }), means("+", { code: "NumpadAdd" })], ["zoom 1", "zoom 1"]);
});

test("where a sign of ours takes Shift in the digit row, it is that sign", () => {
  equal([means("+", { code: "Digit1", shiftKey: true }), means("=", { code: "Digit0", shiftKey: true })], ["zoom 1", "zoom 1"]);
});

test("a digit that is typed counts wherever it stands", () => {
  equal([means("0", { code: "Backquote" }), means("2", { code: "" })], ["stars 0", "stars 2"], "Hungarian; a phone");
});

test("Cyrillic and Greek letters stand for the Latin ones at their place", () => {
  equal([means("з", { code: "KeyP" }), means("ч", { code: "KeyX" }), means("π", { code: "KeyP" })], ["pick", "reject", "pick"]);
  equal(means("Ж", { code: "Semicolon" }), null);
  equal(means("F5", { code: "F5" }), null);
});

test("what stands in brackets is drawn as a key", () => {
  const drawn = (text) => keycaps(text).map((part) => (typeof part === "string" ? part : `<${part.textContent}>`)).join("");
  equal(drawn("[Ctrl] or [⌘] [Z]"), "<Ctrl> or <⌘> <Z>");
  equal(drawn("[[] []] or [,] [.]"), "<[> <]> or <,> <.>");
  equal(drawn("[O] or [\\]"), "<O> or <\\>");
});
