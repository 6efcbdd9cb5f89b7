// What each meaning of a key does to the viewer. Which key means what, and whose it is: test_keys.js, test_keyboards.js.

import { equal, near, ok, stub, test } from "./cases.js";
import { FACES, Room, shots } from "./room.js";
import { keyEvent, pointerEvent, send } from "./stand_ins.js";

test("Alt and a digit choose the right picture, and no number beyond the pictures does", () => {
  const room = new Room();
  room.press("3", { altKey: true });
  equal(room.view, { mode: "swipe", left: "original", right: "balanced" });
  equal([room.press("4", { altKey: true }).defaultPrevented, room.view.right], [false, "balanced"], "there are three");
  equal(room.told.length, 1);
});

test("up and down walk through the pictures beside the left one, and round", () => {
  const room = new Room({ shots: shots(4) });
  const after = (key) => (room.press(key), room.view.right);
  equal(["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"].map(after), ["balanced", "heavy", "slight", "heavy"]);
  room.press("g");
  equal(["ArrowDown", "ArrowDown"].map(after), ["original", "slight"], "in the grid the original, too");
  const alone = new Room({ shots: shots(2) });
  equal(alone.press("ArrowDown").defaultPrevented, false, "with one result the page scrolls");
});

test("S, G and M set the mode", () => {
  const room = new Room();
  for (const [key, mode] of [["g", "grid"], ["m", "blink"], ["s", "swipe"]]) {
    ok(room.press(key).defaultPrevented, key);
    equal(room.view.mode, mode, key);
  }
});

test("brackets, comma and full stop move the split by 2 % and repeat", () => {
  const room = new Room();
  room.press("[");
  near(room.viewer.split, 0.48);
  room.press(".");
  room.press("]", { repeat: true });
  near(room.viewer.split, 0.52);
  for (let i = 0; i < 40; i += 1) room.press("]");
  equal(room.viewer.split, 1);
});

test("F fits and Z goes to 1:1 at the pointer", () => {
  const room = new Room();
  room.point("pointermove", 200, 150);
  const under = room.camera.pointAt({ x: 200, y: 150 });
  room.press("z");
  equal([room.camera.zoom, room.camera.fitted], [1, false]);
  near(room.camera.pointAt({ x: 200, y: 150 }), under);
  room.press("f");
  equal([room.camera.zoom, room.camera.fitted], [0.5, true]);
  room.point("pointerleave", 900, 150);
  room.press("z");
  near([room.camera.x, room.camera.y], [0.5, 0.5], "at the middle where no pointer is");
});

test("plus and minus zoom by a quarter, at the pointer, and repeat", () => {
  const room = new Room();
  room.press("+");
  near(room.camera.scale, 0.625);
  room.press("+", { repeat: true });
  near(room.camera.scale, 0.78125);
  room.press("-");
  near(room.camera.scale, 0.625);
  near([room.camera.x, room.camera.y], [0.5, 0.5], "the pointer is in the middle");
});

test("E goes to a face, to its eyes, then to the next face, and round", () => {
  const after = (room) => (room.press("e"), [room.viewer.faces.at, room.viewer.faces.eyes]);
  const room = new Room({ faces: FACES });
  equal([0, 1, 2, 3, 4].map(() => after(room)), [[0, false], [0, true], [1, false], [1, true], [0, false]]);
  const alone = new Room({ faces: FACES.slice(0, 1) });
  equal([0, 1, 2].map(() => after(alone)), [[0, false], [0, true], [0, false]], "one face, too, has eyes");
});

test("B shows and hides the boxes around faces", () => {
  const room = new Room({ faces: FACES });
  equal([0, 1, 2].map(() => (room.press("b"), room.stage.classList.contains("boxed"))), [true, false, true]);
});

test("O and backslash hold the original while they are down, whatever they type by the time they are up", () => {
  const room = new Room({ left: "slight", right: "balanced" });
  const event = (type, key, code, at) => {
    const sent = keyEvent(type, key, { code });
    Object.defineProperty(sent, "timeStamp", { value: at });
    send(document.body, sent);
    room.frames.next();
  };
  for (const [key, code, later] of [["o", "KeyO", "o"], ["\\", "Backslash", "\\"], ["#", "Backslash", "'"]]) {
    event("keydown", key, code, 1000);
    equal([room.viewer.original.on, room.shown], [true, ["original"]], key);
    event("keyup", "x", "KeyX", 1500);
    ok(room.viewer.original.on, `${key} while another key is let go`);
    event("keyup", later, code, 2000);
    equal([room.viewer.original.on, room.shown], [false, ["balanced", "slight"]], key);
  }
});

test("a tap on O switches the original on, the next one off", () => {
  const room = new Room();
  room.press("o");
  ok(room.viewer.original.on, "on");
  room.key("keydown", "o");
  room.key("keydown", "o", { repeat: true });
  room.key("keyup", "o");
  equal(room.viewer.original.on, false);
});

test("Space makes a drag pan until it is let go", () => {
  const room = new Room();
  room.press("z");
  room.key("keydown", " ");
  ok(room.viewer.commands.space && room.stage.classList.contains("grab"), "held");
  ok(room.key("keyup", " ").defaultPrevented, "a button elsewhere is not pressed");
  ok(!room.viewer.commands.space && !room.stage.classList.contains("grab"), "let go");
  equal(room.key("keyup", " ").defaultPrevented, false, "a Space that was not the viewer's");
});

test("Space presses the viewer's own button when that has the focus", () => {
  const room = new Room();
  room.parent.querySelector("[data-do=fit]").focus();
  equal([room.key("keydown", " ").defaultPrevented, room.viewer.commands.space], [false, false]);
  room.stage.focus();
  equal([room.key("keydown", " ").defaultPrevented, room.viewer.commands.space], [true, true]);
});

test("left and right ask for another photo where the page has more", () => {
  const room = new Room({ photos: true });
  room.press("ArrowRight");
  room.press("ArrowLeft");
  room.press("ArrowLeft", { repeat: true });
  equal(room.steps, [["step", 1], ["step", -1], ["step", -1]]);
  const alone = new Room({ photos: false });
  equal([alone.press("ArrowRight").defaultPrevented, alone.steps], [false, []]);
});

test("Shift and F goes to full screen and back", () => {
  const room = new Room();
  const asked = [];
  stub(room.root, "requestFullscreen", () => (asked.push("in"), Promise.reject(new Error("refused"))));
  stub(document, "exitFullscreen", () => asked.push("out"));
  room.press("F", { shiftKey: true });
  stub(document, "fullscreenElement", room.root);
  room.press("F", { shiftKey: true });
  room.press("F", { shiftKey: true, repeat: true });
  equal(asked, ["in", "out"]);
});

test("? opens the table, and while it is open no key is the viewer's", () => {
  const room = new Room();
  room.press("?");
  ok(room.viewer.table.dialog.open, "open");
  const close = room.viewer.table.close;
  send(close, keyEvent("keydown", "g"));
  equal(room.view.mode, "swipe");
  send(close, keyEvent("keydown", "?"));
  equal(room.viewer.table.dialog.open, false);
});

test("its switch tells the page at once", () => {
  const room = new Room();
  room.viewer.table.single.click();
  equal(room.steps, [["single_keys", false]]);
});

test("with single keys off the page's word counts", () => {
  const off = { single: false, table: {}, off: "" };
  const room = new Room({ keys: off, faces: FACES });
  equal([room.press("g").defaultPrevented, room.view.mode], [false, "swipe"]);
  ok(room.press("3", { altKey: true }).defaultPrevented, "with Alt");
});

test("Escape closes the open list of pictures and is left alone otherwise", () => {
  const room = new Room();
  equal(room.press("Escape").defaultPrevented, false, "closed");
  room.viewer.bar.chips.menu.show(true);
  equal([room.press("Escape").defaultPrevented, room.viewer.bar.chips.menu.isOpen], [true, false]);
});

test("what happens once does not happen again while its key is held", () => {
  const room = new Room({ faces: FACES, shots: shots(2).map((shot, i) => ({ ...shot, mark: i ? "none" : "" })) });
  for (const key of ["f", "z", "e", "b", "s", "g", "m", "t", "?", "p", "x", "2"]) {
    ok(room.press(key, { repeat: true }).defaultPrevented, `${key} is still the viewer's`);
  }
  equal([room.told, room.steps, room.camera.fitted, room.viewer.faces.at, room.viewer.boxes, room.viewer.pin], [[], [], true, -1, null, null]);
});

test("other keys are left to the page", () => {
  const room = new Room();
  for (const key of ["q", "y", "w", "Enter", "Tab", "PageDown", "F5", "F11", "/", "Delete", "Shift", "Home", "End", "p", "3"]) {
    equal(room.press(key).defaultPrevented, false, key);
  }
});

test("the window's loss of focus lets every key go", () => {
  const room = new Room();
  room.key("keydown", " ");
  room.key("keydown", "o");
  equal([room.viewer.commands.space, room.viewer.original.on], [true, true]);
  send(window, new FocusEvent("blur"));
  equal([room.viewer.commands.space, room.viewer.original.on, room.stage.classList.contains("grab")], [false, false, false]);
});

test("a rerun keeps a held key held; leaving the page lets it go and hears no more", () => {
  const room = new Room();
  room.key("keydown", "o");
  room.run();
  ok(room.viewer.original.on, "after a rerun");
  room.press("g");
  equal(room.told.length, 1, "heard once, not once per run");
  room.leave();
  ok(!room.viewer.original.on, "after leaving");
  send(room.root, pointerEvent("pointermove", 10, 10));
  equal([room.press("s").defaultPrevented, room.view.mode], [false, "grid"]);
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
  const room = new Room({ shots: shots(2) });
  room.stage.focus();
  equal(room.press("ArrowRight").defaultPrevented, false, "a whole picture has nowhere to go");
  room.press("z");
  const moved = (key, more) => {
    const before = room.camera.corner();
    ok(room.press(key, more).defaultPrevented, key);
    const { left, top } = room.camera.corner();
    return [Math.round(left - before.left), Math.round(top - before.top)];
  };
  const shift = { shiftKey: true };
  equal([moved("ArrowLeft"), moved("ArrowRight")], [[60, 0], [-60, 0]]);
  equal([moved("ArrowUp", shift), moved("ArrowDown", shift)], [[0, 60], [0, -60]]);
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
