// The original in place of all: tapped, held, and switched off again.

import { Original } from "/viewer/viewer.js";
import { equal, ok, stub, test } from "./cases.js";
import { Room, shot } from "./room.js";
import { send } from "./stand_ins.js";

test("it tells when it comes and goes, and nothing else", () => {
  const seen = [];
  const it = new Original(() => seen.push(it.on));
  it.press(0);
  it.press(10); // the key repeats
  it.release(5000);
  it.release(5001);
  it.toggle();
  it.show(true);
  equal(seen, [true, false, true]);
});

test("another photo begins without it", () => {
  const room = new Room();
  room.viewer.original.toggle();
  room.run();
  ok(room.viewer.original.on, "a rerun leaves it");
  room.run({ shots: [shot("original", { full: "/other.jpg" })] });
  equal(room.viewer.original.on, false);
});

/** Presses and lets go of O, `ms` later. */
function original(room, ms) {
  room.viewer.original.press(1000);
  const during = room.viewer.original.on;
  room.viewer.original.release(1000 + ms);
  return [during, room.viewer.original.on];
}

test("a tap switches the original on and off, a longer press shows it while it lasts", () => {
  const room = new Room();
  equal([original(room, 100), original(room, 100)], [[true, true], [true, false]], "taps");
  equal(original(room, 600), [true, false], "held");
  original(room, 100);
  equal(original(room, 600), [true, true], "held while it is on");
  room.viewer.choose("right", "balanced");
  equal(room.viewer.original.on, false, "choosing a picture switches it off");
});

test("the original's button does the same, by pointer and by keyboard", () => {
  const room = new Room();
  const button = room.parent.querySelector("[data-do=original]");
  stub(button, "setPointerCapture", () => undefined);
  send(button, new PointerEvent("pointerdown", { pointerId: 1 }));
  ok(room.viewer.original.on, "pressed");
  send(button, new PointerEvent("pointerup", { pointerId: 1 }));
  button.dispatchEvent(new MouseEvent("click", { detail: 1 }));
  room.frames.next();
  equal([room.viewer.original.on, button.getAttribute("aria-pressed")], [true, "true"], "a tap");
  button.click();
  equal(room.viewer.original.on, false, "Enter");
});
