// What each key does to the viewer, and when a key is not the viewer's.

import { equal, near, ok, stub, test } from "./cases.js";
import { FACES, Room } from "./room.js";
import { keyEvent, pointerEvent, send } from "./stand_ins.js";

/** The list under the question mark, as a user reads it: [keys, what they do]. */
function helpOf(room) {
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const does = [...room.parent.querySelectorAll(".help dd")].map(words);
  return [...room.parent.querySelectorAll(".help dt")].map((keys, i) => [words(keys), does[i]]);
}

/** A room beside an element that has the focus and gets the keys. */
function besides(markup, data) {
  const room = new Room(data);
  const element = document.createElement("div");
  element.innerHTML = markup;
  room.host.after(element);
  const target = element.querySelector("[data-focus]") ?? element.firstElementChild;
  target.focus();
  return { room, press: (key, more) => send(target, keyEvent("keydown", key, more)) };
}

/** Away from the stage, so that only the focus makes keys the viewer's. */
function leave(room) {
  send(room.root, new PointerEvent("pointerleave"));
}

// The keys of the help list

test("the help lists the keys that have a case here", () => {
  equal(helpOf(new Room()), [
    ["\\ or O", "hold to see the original"],
    ["1–5", "choose the right picture"],
    ["Alt 1–5", "choose the left (or A, then a number)"],
    ["S G B", "swipe, grid, blink"],
    ["[ ]", "move the split"],
    ["0 Z", "fit, 1:1 at the pointer"],
    ["+ −", "zoom (or the wheel)"],
    ["E", "next face"],
    ["X", "boxes around the original’s faces"],
    ["Space", "hold and drag to pan"],
    ["← →", "previous, next photo"],
    ["F", "full screen"],
  ]);
});

test("backslash and O show the original while they are held", () => {
  const room = new Room({ left: "slight", right: "balanced" });
  for (const [key, code] of [["\\", "Backslash"], ["o", "KeyO"], ["O", "KeyO"], ["#", "Backslash"]]) {
    room.key("keydown", key, { code });
    equal([room.viewer.held, room.shown], [true, ["original"]], key);
    room.key("keydown", key, { code, repeat: true });
    ok(room.viewer.held, `${key} held on`);
    room.key("keyup", "x", { code: "KeyX" });
    ok(room.viewer.held, `${key} while another key is let go`);
    room.key("keyup", key, { code });
    equal([room.viewer.held, room.shown], [false, ["balanced", "slight"]], key);
  }
});

test("1 to 9 choose the right picture, by digit or numeric pad, and no number beyond the pictures does", () => {
  const room = new Room();
  room.press("3");
  equal(room.view, { mode: "swipe", left: "original", right: "balanced" });
  room.press("1", { code: "Numpad1" });
  equal(room.view.right, "original");
  const event = room.press("4");
  equal([room.view.right, event.defaultPrevented], ["original", false], "there are three");
  equal(room.press("é", { code: "Digit2" }).defaultPrevented, true, "a French keyboard's 2");
  equal(room.view.right, "slight");
  room.press("0");
  equal(room.view.right, "slight", "0 is no picture");
  equal(room.told.map(([, view]) => view.right), ["balanced", "original", "slight"]);
});

test("Alt or Shift and a number, or A and then a number, choose the left picture", () => {
  const room = new Room();
  room.press("2", { altKey: true });
  equal(room.view, { mode: "swipe", left: "slight", right: "slight" });
  room.press("#", { code: "Digit3", shiftKey: true });
  equal(room.view.left, "balanced");
  room.press("a");
  equal(room.spoken, "Next number chooses the left picture");
  room.press("1");
  equal([room.view.left, room.view.right], ["original", "slight"]);
  room.press("3");
  equal([room.view.left, room.view.right], ["original", "balanced"], "A counts for one number");
});

test("S, G and B set the mode, small or capital", () => {
  const room = new Room();
  for (const [key, mode] of [["g", "grid"], ["b", "blink"], ["s", "swipe"], ["G", "grid"], ["B", "blink"], ["S", "swipe"]]) {
    ok(room.press(key).defaultPrevented, key);
    equal(room.view.mode, mode, key);
  }
});

test("brackets move the split by 2 % and repeat", () => {
  const room = new Room();
  room.press("[");
  near(room.viewer.split, 0.48);
  room.press("]");
  room.press("]", { repeat: true });
  near(room.viewer.split, 0.52);
  for (let i = 0; i < 40; i += 1) room.press("]");
  equal(room.viewer.split, 1);
});

test("0 fits and Z goes to 1:1 at the pointer", () => {
  const room = new Room();
  room.point("pointermove", 200, 150);
  const under = room.camera.pointAt({ x: 200, y: 150 });
  room.press("z");
  equal([room.camera.zoom, room.camera.fitted], [1, false]);
  near(room.camera.pointAt({ x: 200, y: 150 }), under);
  room.press("0");
  equal([room.camera.zoom, room.camera.fitted], [0.5, true]);
  room.point("pointerleave", 900, 150);
  room.press("Z");
  near([room.camera.x, room.camera.y], [0.5, 0.5], "at the middle where no pointer is");
});

test("plus, equals and minus zoom by a quarter and repeat", () => {
  const room = new Room();
  room.press("+");
  near(room.camera.scale, 0.625);
  room.press("=");
  near(room.camera.scale, 0.78125);
  room.press("+", { repeat: true });
  near(room.camera.scale, 0.9765625);
  room.press("-");
  near(room.camera.scale, 0.78125);
  near([room.camera.x, room.camera.y], [0.5, 0.5], "about the middle");
});

test("E goes to the next face, and round", () => {
  const room = new Room({ faces: FACES });
  const visited = [0, 1, 2].map(() => {
    room.press("e");
    return room.viewer.face;
  });
  equal(visited, [0, 1, 0]);
  room.press("e");
  near([room.camera.x, room.camera.y, room.camera.zoom], [0.7, 0.62, 1]);
});

test("X shows and hides the boxes around faces", () => {
  const room = new Room({ faces: FACES });
  equal([0, 1, 2].map(() => (room.press("x"), room.stage.classList.contains("boxed"))), [true, false, true]);
});

test("Space makes a drag pan until it is let go", () => {
  const room = new Room();
  room.press("z");
  room.key("keydown", " ");
  ok(room.viewer.keys.space && room.stage.classList.contains("grab"), "held");
  ok(room.key("keyup", " ").defaultPrevented, "a button elsewhere is not pressed");
  ok(!room.viewer.keys.space && !room.stage.classList.contains("grab"), "let go");
  equal(room.key("keyup", " ").defaultPrevented, false, "a Space that was not the viewer's");
});

test("left and right ask for another photo where the page has more", () => {
  const room = new Room({ photos: true });
  room.press("ArrowRight");
  room.press("ArrowLeft");
  room.press("ArrowLeft", { repeat: true });
  equal(room.steps, [["step", 1], ["step", -1], ["step", -1]]);
  equal(room.press("ArrowUp").defaultPrevented, false);
  equal(room.press("ArrowRight", { shiftKey: true }).defaultPrevented, false, "Shift pans, where there is something to pan");
  equal(room.steps.length, 3);
});

test("left and right do nothing where there is one photo", () => {
  const room = new Room({ photos: false });
  equal(room.press("ArrowRight").defaultPrevented, false);
  equal(room.steps, []);
});

test("F goes to full screen and back", () => {
  const room = new Room();
  const asked = [];
  stub(room.root, "requestFullscreen", () => (asked.push("in"), Promise.reject(new Error("refused"))));
  stub(document, "exitFullscreen", () => asked.push("out"));
  room.press("f");
  stub(document, "fullscreenElement", room.root);
  room.press("f");
  room.press("f", { repeat: true });
  equal(asked, ["in", "out"]);
});

test("Escape closes the open list of keys and is left alone otherwise", () => {
  const room = new Room();
  equal(room.press("Escape").defaultPrevented, false, "closed");
  room.viewer.bar.help.open = true;
  equal(room.press("Escape").defaultPrevented, true, "open");
  equal(room.viewer.bar.help.open, false);
});

test("R and C do nothing, so that Streamlit neither reruns nor clears", () => {
  const room = new Room();
  const before = JSON.stringify(room.camera);
  for (const key of ["r", "c", "R", "C"]) ok(room.press(key).defaultPrevented, key);
  equal([room.told, room.steps, JSON.stringify(room.camera)], [[], [], before]);
});

test("what happens once does not happen again while its key is held", () => {
  const room = new Room({ faces: FACES });
  for (const key of ["0", "z", "e", "x", "s", "g", "b", "a"]) {
    const event = room.press(key, { repeat: true, code: "" });
    ok(event.defaultPrevented, `${key} is still the viewer's`);
  }
  equal([room.told, room.camera.fitted, room.viewer.face, room.viewer.boxes, room.spoken], [[], true, -1, null, ""]);
});

test("other keys are left to the page", () => {
  const room = new Room();
  for (const key of ["q", "y", "w", "Enter", "Tab", "PageDown", "F5", "F11", "/", ",", "Delete", "Shift", "Home", "End"]) {
    equal(room.press(key).defaultPrevented, false, key);
  }
});

test("no other listener hears a key of the viewer", () => {
  const room = new Room();
  const heard = [];
  document.body.addEventListener("keydown", (event) => heard.push(event.key), { once: true });
  room.press("g");
  equal(heard, []);
  room.press("q");
  equal(heard, ["q"]);
});

// With Ctrl, Cmd and in fields

const ALL = ["\\", "o", "1", "3", "a", "s", "g", "b", "[", "]", "0", "z", "+", "=", "-", "e", "x", " ", "f", "r", "c", "ArrowLeft", "ArrowRight", "Home", "End"];

test("with Ctrl or Cmd no key is the viewer's", () => {
  const room = new Room({ faces: FACES, photos: true });
  const before = JSON.stringify([room.camera, room.view, room.viewer.split]);
  for (const key of ALL) {
    for (const more of [{ ctrlKey: true }, { metaKey: true }, { ctrlKey: true, shiftKey: true }, { ctrlKey: true, altKey: true }]) {
      equal(room.press(key, more).defaultPrevented, false, `${key} with ${JSON.stringify(more)}`);
    }
  }
  equal(JSON.stringify([room.camera, room.view, room.viewer.split]), before);
  equal([room.told, room.steps, room.viewer.held, room.viewer.keys.space], [[], [], false, false]);
});

test("AltGr, which Windows tells as Ctrl and Alt, still types backslash and brackets", () => {
  const room = new Room();
  const altGr = { ctrlKey: true, altKey: true, modifierAltGraph: true };
  room.press("]", altGr);
  near(room.viewer.split, 0.52);
  room.key("keydown", "\\", altGr);
  ok(room.viewer.held, "held");
});

test("in a field every key is typed", () => {
  for (const field of [
    '<input type="text">',
    '<input type="number">',
    '<input type="search">',
    "<input>",
    "<textarea></textarea>",
    "<select><option>a</option></select>",
    '<div contenteditable="true" tabindex="0">a</div>',
    '<div contenteditable><b tabindex="0" data-focus>a</b></div>',
  ]) {
    const { room, press } = besides(field, { faces: FACES, photos: true });
    for (const key of ALL) equal(press(key).defaultPrevented, false, `${key} in ${field}`);
    equal([room.told, room.steps, room.viewer.held, room.viewer.split], [[], [], false, 0.5], field);
    room.viewer.detach();
  }
});

test("what has the focus but takes no text does not keep the viewer's keys", () => {
  for (const element of [
    '<input type="checkbox">',
    '<input type="radio">',
    '<input type="button">',
    '<input type="submit">',
    "<button>b</button>",
    '<div contenteditable="false" tabindex="0">a</div>',
    '<a href="#here">a</a>',
  ]) {
    const { room, press } = besides(element);
    ok(press("g").defaultPrevented, element);
    equal(room.view.mode, "grid", element);
    room.viewer.detach();
  }
});

test("a slider, radio button, list or tab with the focus keeps the arrow keys", () => {
  for (const element of [
    '<input type="radio">',
    '<div role="slider" tabindex="0">s</div>',
    '<div role="listbox" tabindex="0">l</div>',
    '<div role="tab" tabindex="0">t</div>',
    '<div role="slider"><i tabindex="0" data-focus>within</i></div>',
  ]) {
    const { room, press } = besides(element, { photos: true });
    equal([press("ArrowRight").defaultPrevented, room.steps], [false, []], element);
    room.viewer.detach();
  }
  const { room, press } = besides("<button>b</button>", { photos: true });
  equal([press("ArrowRight").defaultPrevented, room.steps], [true, [["step", 1]]]);
});

test("a key that is no key, as a browser's autofill sends it, is let pass", () => {
  const { press } = besides("<button>b</button>");
  equal(press("").defaultPrevented, false);
});

test("a key sent to the window itself is the viewer's", () => {
  const room = new Room();
  send(window, keyEvent("keydown", "g"));
  equal(room.view.mode, "grid");
});

// Whose keys they are

test("keys need the pointer over the viewer or the focus in it", () => {
  const room = new Room();
  leave(room);
  equal([room.press("g").defaultPrevented, room.view.mode], [false, "swipe"], "neither");
  room.stage.focus();
  equal([room.press("g").defaultPrevented, room.view.mode], [true, "grid"], "the focus");
  room.stage.blur();
  send(room.root, pointerEvent("pointermove", 10, 10));
  room.press("s");
  equal(room.view.mode, "swipe", "the pointer");
});

test("of two viewers the one under the pointer has the keys, even when the other has the focus", () => {
  const one = new Room();
  const other = new Room(); // takes the place of the first on the page
  document.querySelector("#place").append(one.host);
  one.stage.focus();
  send(other.root, pointerEvent("pointermove", 10, 10));
  send(one.stage, keyEvent("keydown", "g"));
  equal([one.view.mode, other.view.mode], ["swipe", "grid"]);
  leave(one);
  send(one.stage, keyEvent("keydown", "b"));
  equal([one.view.mode, other.view.mode], ["swipe", "blink"], "leaving one is not leaving the other");
  leave(other);
  send(one.stage, keyEvent("keydown", "g"));
  equal([one.view.mode, other.view.mode], ["grid", "blink"]);
});

test("after Tab elsewhere the keys belong to what has the focus", () => {
  const { room, press } = besides("<button>b</button>");
  press("Tab");
  equal([press(" ").defaultPrevented, press("g").defaultPrevented], [false, false]);
  equal(room.view.mode, "swipe");
});

test("Tab within the viewer leaves it the keys", () => {
  const room = new Room();
  room.stage.focus();
  room.press("Tab");
  room.stage.blur();
  room.press("g");
  equal(room.view.mode, "grid");
});

test("Space presses the viewer's own button when that has the focus", () => {
  const room = new Room();
  for (const selector of ["[data-do=fit]", "summary"]) {
    room.parent.querySelector(selector).focus();
    equal([room.key("keydown", " ").defaultPrevented, room.viewer.keys.space], [false, false], selector);
  }
  room.stage.focus();
  equal([room.key("keydown", " ").defaultPrevented, room.viewer.keys.space], [true, true]);
});

test("the window's loss of focus lets every key go", () => {
  const room = new Room();
  room.key("keydown", " ");
  room.key("keydown", "o");
  equal([room.viewer.keys.space, room.viewer.held], [true, true]);
  send(window, new FocusEvent("blur"));
  equal([room.viewer.keys.space, room.viewer.held, room.stage.classList.contains("grab")], [false, false, false]);
});

test("a rerun keeps a held key held; leaving the page lets it go and hears no more", () => {
  const room = new Room();
  room.key("keydown", "o");
  room.run();
  ok(room.viewer.held, "after a rerun");
  room.press("g");
  equal(room.told.length, 1, "heard once, not once per run");
  room.leave();
  ok(!room.viewer.held, "after leaving");
  send(room.root, pointerEvent("pointermove", 10, 10));
  equal(room.press("s").defaultPrevented, false);
  equal(room.view.mode, "grid");
});

// Arrows in the viewer

test("on the handle arrows, Home and End move the split, with Shift by a tenth", () => {
  const room = new Room({ photos: true });
  room.handle.focus();
  const after = (key, more) => {
    ok(room.press(key, more).defaultPrevented, key);
    return Math.round(room.viewer.split * 100);
  };
  equal(
    [after("ArrowRight"), after("ArrowUp"), after("ArrowLeft"), after("ArrowDown")],
    [52, 54, 52, 50],
  );
  equal([after("ArrowRight", { shiftKey: true }), after("ArrowDown", { shiftKey: true })], [60, 50]);
  equal([after("Home"), after("End")], [0, 100]);
  equal(room.steps, [], "no other photo");
});

test("on the stage arrows pan what is zoomed, by 60 CSS pixels against the view", () => {
  const room = new Room();
  room.stage.focus();
  equal(room.press("ArrowRight").defaultPrevented, false, "a whole picture has nowhere to go");
  room.press("z");
  const moved = (key) => {
    const before = room.camera.corner();
    ok(room.press(key).defaultPrevented, key);
    const { left, top } = room.camera.corner();
    return [Math.round(left - before.left), Math.round(top - before.top)];
  };
  equal([moved("ArrowLeft"), moved("ArrowRight"), moved("ArrowUp"), moved("ArrowDown")], [[60, 0], [-60, 0], [0, 60], [0, -60]]);
  equal([room.press("Home").defaultPrevented, room.press("End").defaultPrevented], [false, false]);
});

test("with several photos Shift and an arrow pan", () => {
  const room = new Room({ photos: true });
  room.stage.focus();
  room.press("z");
  const before = room.camera.corner().left;
  room.press("ArrowRight", { shiftKey: true });
  equal([Math.round(room.camera.corner().left - before), room.steps], [-60, []]);
  room.press("ArrowRight");
  equal(room.steps, [["step", 1]]);
});

test("arrows pan only with the focus in the viewer", () => {
  const room = new Room();
  room.press("z");
  const before = room.camera.corner();
  equal(room.press("ArrowUp").defaultPrevented, false, "the page scrolls");
  equal(room.camera.corner(), before);
});
