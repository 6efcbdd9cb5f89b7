// What a key means, whatever its keyboard: the table in __init__.py as code. No DOM here but the event.

const LETTERS = {
  p: "pick",
  x: "reject",
  u: "clear",
  n: "note",
  s: "swipe",
  g: "grid",
  m: "blink",
  d: "difference",
  b: "boxes",
  k: "masks",
  q: "brush",
  o: "original",
  z: "one",
  f: "fit",
  e: "face",
  t: "pin",
  r: "nothing", // Streamlit's shortcuts for "rerun" and "clear cache": a slip must do neither
  c: "nothing",
};

const SIGNS = {
  "\\": { name: "original" },
  "[": { name: "split", by: -1 },
  ",": { name: "split", by: -1 },
  "]": { name: "split", by: 1 },
  ".": { name: "split", by: 1 },
  "+": { name: "zoom", by: 1 },
  "=": { name: "zoom", by: 1 },
  "-": { name: "zoom", by: -1 },
  "?": { name: "table" },
};

/** Keys that type nothing to be switched off. */
const NAMED = {
  ArrowLeft: { name: "arrow", x: -1, y: 0 },
  ArrowRight: { name: "arrow", x: 1, y: 0 },
  ArrowUp: { name: "arrow", x: 0, y: -1 },
  ArrowDown: { name: "arrow", x: 0, y: 1 },
  Home: { name: "home" },
  End: { name: "end" },
  Escape: { name: "escape" },
  " ": { name: "space" },
};

const MOST_STARS = 5;

// Kinds of meanings, by name.
const JUDGING = new Set(["pick", "reject", "clear", "note", "stars", "undo", "redo"]);
const MOVING = new Set(["arrow", "home", "end"]);

/** The digit that is typed; else, without Shift, that of the key's place: on AZERTY it types "é", on a Czech one "+". */
function digitOf({ code, key, shiftKey }) {
  if (/^\d$/.test(key)) return Number(key);
  const place = /^Digit(\d)$/.exec(code);
  return place && !shiftKey ? Number(place[1]) : null;
}

/** The Latin letter: what is printed on the key where that is one, else what stands there on a US keyboard. */
function letterOf({ key, code }) {
  const typed = key.toLowerCase();
  if (/^[a-z]$/.test(typed)) return typed;
  const place = /^Key([A-Z])$/.exec(code);
  return place && key.length === 1 && key > "\u00ff" ? place[1].toLowerCase() : null; // Cyrillic, Greek and so on
}

/** With Ctrl or Cmd: undo and redo are ours, all else is the browser's. */
function commandOf(event) {
  const letter = letterOf(event);
  if (event.altKey) return null;
  if (letter === "z") return { name: event.shiftKey ? "redo" : "undo" };
  return letter === "y" && event.ctrlKey && !event.shiftKey ? { name: "redo" } : null;
}

/** With Alt: a digit chooses a picture. */
function alternateOf(event) {
  const digit = digitOf(event);
  return digit ? { name: "picture", number: digit } : null;
}

/** A character typed with nothing but perhaps Shift or AltGr. */
function characterOf(event, altGr) {
  const digit = altGr ? null : digitOf(event);
  if (digit !== null && digit <= MOST_STARS) return { name: "stars", number: digit, character: true };
  const sign = SIGNS[event.key];
  if (sign) return { ...sign, character: true };
  const letter = letterOf(event);
  if (letter === "f" && event.shiftKey) return { name: "fullscreen", character: true };
  if (LETTERS[letter]) return { name: LETTERS[letter], character: true };
  if (event.code === "Backslash") return { name: "original", character: true }; // "#" on QWERTZ, "*" on AZERTY
  return null;
}

/**
 * What the key of this event means, or null where it means nothing to us: {name, …}. `character`: it is typed as one
 * (WCAG 2.1.4: such keys can be switched off); `number`, `by`, `x` and `y` say how much or whither; `repeat` and `far`
 * (with Shift) are the press's own.
 */
function meaningOf(event) {
  const altGr = event.getModifierState("AltGraph");
  const own = { repeat: event.repeat, far: event.shiftKey };
  const of = (meaning) => meaning && { ...own, ...meaning };
  if ((event.ctrlKey || event.metaKey) && !altGr) return of(commandOf(event));
  if (NAMED[event.key]) return event.altKey ? null : of(NAMED[event.key]);
  if (event.altKey && !altGr) return of(alternateOf(event));
  return of(characterOf(event, altGr));
}
