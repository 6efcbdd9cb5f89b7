// Which component gets a key, and which keys stay the page's.

import { KEYBOARDS, Keyboard } from "/keys/keys.js";
import { afterwards, equal, ok, test } from "./cases.js";
import { keyEvent, place, pointerEvent, send } from "./stand_ins.js";

/** A component on the page that knows these meanings; `heard` are those it was told, `up` and `letGo` written down. */
function component(names, { rank = 1, single = true } = {}) {
  const root = document.createElement("div");
  root.tabIndex = 0;
  root.textContent = "component";
  document.querySelector("#place").append(root);
  const heard = [];
  const keyboard = new Keyboard(root, rank, {
    down: ({ name }) => names.includes(name) && heard.push(name) > 0,
    up: ({ key }) => key === " " && heard.push("space up") > 0,
    letGo: () => heard.push("let go"),
  });
  keyboard.single = single;
  keyboard.attach();
  afterwards(() => keyboard.detach());
  return { root, heard, keyboard };
}

/** An element of the page beside the components, with the focus. */
function focused(markup) {
  const element = document.createElement("div");
  element.innerHTML = markup;
  document.querySelector("#place").append(element);
  const target = element.querySelector("[data-focus]") ?? element.firstElementChild;
  target.focus();
  return target;
}

function press(key, target = document.body, more = {}) {
  return send(target, keyEvent("keydown", key, more)).defaultPrevented;
}

test("a key works on the page's load, with no focus and no pointer", () => {
  place();
  const { heard } = component(["pick"]);
  ok(press("p"), "consumed");
  equal(heard, ["pick"]);
});

test("of two that know a key one gets it: the focus, then the pointer, then the rank decides", () => {
  place();
  const low = component(["pick"], { rank: 1 });
  const high = component(["pick"], { rank: 2 });
  press("p");
  equal([low.heard, high.heard], [[], ["pick"]], "rank");
  send(low.root, pointerEvent("pointermove", 1, 1));
  press("p");
  equal([low.heard, high.heard], [["pick"], ["pick"]], "pointer");
  press("p", high.root);
  equal([low.heard.length, high.heard.length], [1, 2], "focus");
  send(low.root, pointerEvent("pointerleave", 1, 1));
  press("p");
  equal([low.heard.length, high.heard.length], [1, 3], "the pointer has left");
});

test("a key that one doesn't know goes to the other", () => {
  place();
  const strip = component(["arrow"], { rank: 1 });
  const viewer = component(["pick"], { rank: 2 });
  press("p", strip.root);
  press("ArrowLeft", viewer.root);
  equal([strip.heard, viewer.heard], [["arrow"], ["pick"]]);
  equal(press("g"), false, "known to none: the page's");
});

test("what is not on the screen hears nothing", () => {
  place();
  const { root, heard } = component(["pick"]);
  root.style.display = "none";
  equal([press("p"), heard], [false, []]);
});

test("whatever is typed in a field is typed", () => {
  for (const field of ["<input>", '<input type="number">', "<textarea></textarea>", "<div contenteditable tabindex=0>a</div>"]) {
    place();
    const { heard } = component(["pick", "nothing", "undo", "arrow"]);
    const target = focused(field);
    equal([press("p", target), press("r", target), press("z", target, { ctrlKey: true })], [false, false, false], field);
    equal(heard, [], field);
  }
});

test("a box, a button or a slider with the focus keeps letters ours", () => {
  for (const element of ['<input type="checkbox">', "<button>b</button>", '<input type="range">', '<a href="#x">a</a>']) {
    place();
    const { heard } = component(["pick"]);
    press("p", focused(element));
    equal(heard, ["pick"], element);
  }
});

test("sliders, radio buttons, lists and tabs with the focus keep the arrows", () => {
  for (const element of ['<input type="radio">', "<div role=slider tabindex=0>s</div>", "<div role=radio tabindex=0>r</div>",
    '<input type="range">', "<div role=tab tabindex=0>t</div>", "<div role=listbox><i role=option tabindex=0 data-focus>photo</i></div>", "<div role=slider><i tabindex=0 data-focus>within</i></div>"]) {
    place();
    const { heard } = component(["arrow", "pick"]);
    const target = focused(element);
    equal([press("ArrowLeft", target), heard], [false, []], element);
    ok(press("p", target), `letters are still ours: ${element}`);
  }
  place();
  const { heard } = component(["arrow"]);
  ok(press("ArrowLeft", focused("<button>b</button>")), "a button needs none");
  equal(heard, ["arrow"]);
});

test("a menu or table of the page with the focus keeps all its keys", () => {
  for (const role of ["menu", "combobox", "grid", "tree"]) {
    place();
    const { heard } = component(["pick", "arrow"]);
    const target = focused(`<div role=${role} tabindex=0>x</div>`);
    equal([press("p", target), press("ArrowLeft", target), heard], [false, false, []], role);
  }
});

test("while a dialog of the page is open no key is ours", () => {
  place();
  const { heard } = component(["pick"]);
  focused('<div role="dialog" aria-modal="true"><button data-focus>b</button></div>');
  equal([press("p"), heard], [false, []]);
});

test("Home, End and Space need the focus, or for Space the pointer", () => {
  place();
  const { root, heard } = component(["home", "end", "space"]);
  for (const key of ["Home", "End", " "]) equal(press(key), false, `"${key}" elsewhere`);
  for (const key of ["Home", "End", " "]) ok(press(key, root), `"${key}" with the focus`);
  send(root, pointerEvent("pointermove", 1, 1));
  equal([press(" "), press("Home"), heard], [true, false, ["home", "end", "space", "space"]]);
});

test("after Tab elsewhere Space belongs to what has the focus", () => {
  place();
  const { root } = component(["space"]);
  send(root, pointerEvent("pointermove", 1, 1));
  press("Tab", root);
  ok(press(" "), "Tab within");
  const button = focused("<button>b</button>");
  press("Tab", button);
  equal(press(" ", button), false);
});

test("with single keys off characters do nothing, and what types nothing needs the focus", () => {
  place();
  const { root, heard } = component(["pick", "stars", "split", "arrow", "space", "picture", "undo"], { single: false });
  send(root, pointerEvent("pointermove", 1, 1));
  for (const key of ["p", "3", "[", "ArrowLeft", " "]) equal(press(key), false, key);
  for (const key of ["p", "3", "["]) equal(press(key, root), false, `${key} with the focus`);
  ok(press("ArrowLeft", root) && press(" ", root), "with the focus");
  ok(press("2", document.body, { altKey: true }) && press("z", document.body, { ctrlKey: true }), "with Alt or Ctrl");
  equal(heard, ["arrow", "space", "picture", "undo"]);
});

test("R and C never reach Streamlit, unless they are typed", () => {
  place();
  for (const single of [true, false]) {
    component([], { single });
    equal(["r", "C"].map((key) => press(key)), [true, true]);
  }
  equal(press("c", document.body, { ctrlKey: true }), false, "copying");
});

test("no other listener hears a key that did something", () => {
  place();
  component(["pick"]);
  const heard = [];
  const listen = (event) => heard.push(event.key);
  document.addEventListener("keydown", listen);
  afterwards(() => document.removeEventListener("keydown", listen));
  press("p");
  press("q");
  equal(heard, ["q"]);
});

test("letting go is told, and consumed where it ended something", () => {
  place();
  const { heard } = component([]);
  const up = (key) => send(document.body, keyEvent("keyup", key)).defaultPrevented;
  equal([up(" "), up("p"), heard], [true, false, ["space up"]]);
  send(window, new FocusEvent("blur"));
  equal(heard, ["space up", "let go"]);
});

test("what is detached hears no more, and the last one takes the listener with it", () => {
  place();
  const one = component(["pick"]);
  one.keyboard.attach(); // a rerun: it listens already
  press("p");
  one.keyboard.detach();
  equal([press("p"), one.heard, KEYBOARDS.listening], [false, ["pick", "let go"], null]);
});

test("a key without a name, as a browser's autofill sends it, is let pass", () => {
  place();
  component(["pick"]);
  equal(press(""), false);
});
