// Mouse, pen and fingers: what a wheel, a drag, a pinch and a click do.

import { equal, near, ok, test } from "./cases.js";
import { Room, shots } from "./room.js";
import { pointerEvent, send, wheelEvent } from "./stand_ins.js";

/** Turns the wheel at a place, `at` ms after the page began. */
function wheel(room, deltaY, { at = 10_000, x = 400, y = 300, ...more } = {}) {
  const event = wheelEvent(deltaY, x, y, more);
  Object.defineProperty(event, "timeStamp", { value: at });
  send(room.stage, event);
  room.frames.next();
  return event;
}

/** Presses, moves by some steps of [dx, dy] and lets go. */
function drag(room, [x, y], steps, more = {}) {
  room.point("pointerdown", x, y, more);
  for (const [dx, dy] of steps) room.point("pointermove", (x += dx), (y += dy), more);
  room.point("pointerup", x, y, more);
}

/** A click at a place, its end `at` ms after the page began. */
function click(room, x, y, at) {
  room.point("pointerdown", x, y);
  const event = pointerEvent("pointerup", x, y);
  Object.defineProperty(event, "timeStamp", { value: at });
  send(room.stage, event);
  room.frames.next();
}

function corner(room) {
  const { left, top } = room.camera.corner();
  return [Math.round(left), Math.round(top)];
}

/** Zoomed to 1:1 in the middle. */
function zoomed(data) {
  const room = new Room(data);
  room.press("z");
  return room;
}

test("the wheel zooms in at the pointer and out again", () => {
  const room = new Room();
  const under = room.camera.pointAt({ x: 400, y: 150 });
  const event = wheel(room, -100, { y: 150 });
  ok(event.defaultPrevented, "the page does not scroll");
  near(room.camera.scale, 0.5 * Math.exp(0.15));
  near(room.camera.pointAt({ x: 400, y: 150 }), under);
  wheel(room, 100, { y: 150 });
  near(room.camera.scale, 0.5);
});

test("one turn of the wheel zooms by no more than e to the half", () => {
  const room = new Room();
  wheel(room, -5000);
  near(room.camera.scale, 0.5 * Math.exp(0.5));
  wheel(room, -5000);
  near(room.camera.scale, 0.5 * Math.exp(1));
  wheel(room, 5000);
  near(room.camera.scale, 0.5 * Math.exp(0.5));
});

test("a wheel that counts lines zooms by 16 pixels each", () => {
  const room = new Room();
  wheel(room, -3, { deltaMode: WheelEvent.DOM_DELTA_LINE });
  near(room.camera.scale, 0.5 * Math.exp(3 * 16 * 0.0015));
});

test("a trackpad's pinch, which comes with Ctrl, zooms by its small steps", () => {
  const room = new Room();
  wheel(room, -10, { ctrlKey: true });
  near(room.camera.scale, 0.5 * Math.exp(0.1));
});

test("outwards over a whole picture the wheel scrolls the page, unless it has just zoomed", () => {
  const room = new Room();
  equal(wheel(room, 100, { at: 10_000 }).defaultPrevented, false, "nothing was zoomed");
  wheel(room, -100, { at: 20_000 });
  wheel(room, 100, { at: 20_100 });
  ok(room.camera.fitted, "whole again");
  equal(wheel(room, 100, { at: 20_500 }).defaultPrevented, true, "400 ms after");
  equal(wheel(room, 100, { at: 20_901 }).defaultPrevented, false, "401 ms after");
});

test("outwards from a zoomed picture the wheel zooms", () => {
  const room = zoomed();
  ok(wheel(room, 100).defaultPrevented, "the page does not scroll");
  near(room.camera.scale, Math.exp(-0.15));
});

test("a drag on a whole picture moves the split in swipe, and nothing else does it elsewhere", () => {
  const room = new Room();
  drag(room, [100, 100], [[80, 0], [80, 30]]);
  near(room.viewer.split, 0.7);
  for (const mode of ["grid", "blink"]) {
    const other = new Room({ mode });
    drag(other, [100, 100], [[80, 0]]);
    equal([other.viewer.split, other.camera.fitted], [0.5, true], mode);
  }
});

test("a drag on a zoomed picture pans", () => {
  const room = zoomed();
  const before = corner(room);
  drag(room, [100, 100], [[-30, -20], [-10, -5]]);
  equal(corner(room), [before[0] - 40, before[1] - 25]);
  equal(room.viewer.split, 0.5);
});

test("while it pans the stage is marked as dragging, and not after", () => {
  const room = zoomed();
  const marked = () => room.stage.classList.contains("dragging");
  room.point("pointerdown", 100, 100);
  ok(marked(), "pressed");
  room.point("pointermove", 130, 100);
  room.point("pointercancel", 130, 100);
  ok(!marked(), "ended by the browser");
  room.press("f");
  room.point("pointerdown", 100, 100);
  ok(!marked(), "a split is no pan");
  room.point("pointerup", 100, 100);
});

test("on the handle a drag moves the split even when zoomed", () => {
  const room = zoomed();
  drag(room, [400, 300], [[-40, 0]], { on: room.handle });
  near(room.viewer.split, 0.45);
});

test("with Space or the middle button a drag pans, even on the handle", () => {
  const room = zoomed();
  const before = corner(room);
  room.key("keydown", " ");
  drag(room, [400, 300], [[-40, 0]], { on: room.handle });
  room.key("keyup", " ");
  drag(room, [400, 300], [[-40, 0]], { on: room.handle, button: 1 });
  equal([corner(room)[0], room.viewer.split], [before[0] - 80, 0.5]);
});

test("the middle button keeps the browser's own scrolling away, the right one is not ours", () => {
  const room = zoomed();
  const before = corner(room);
  ok(room.point("pointerdown", 100, 100, { button: 1 }).defaultPrevented, "middle");
  room.point("pointerup", 100, 100, { button: 1 });
  equal(room.point("pointerdown", 100, 100, { button: 0 }).defaultPrevented, false, "left");
  room.point("pointercancel", 100, 100);
  drag(room, [100, 100], [[-50, 0]], { button: 2 });
  equal(corner(room), before);
});

test("moving without a press does nothing but say where the pointer is", () => {
  const room = zoomed();
  const before = corner(room);
  room.point("pointermove", 30, 40);
  equal([corner(room), room.viewer.split], [before, 0.5]);
  equal(room.viewer.gestures.pointer, { clientX: 30, clientY: 40 });
  room.point("pointerleave", 30, 40);
  equal(room.viewer.gestures.pointer, null);
});

test("two fingers zoom by how far they move apart, and what is between them stays between", () => {
  const room = zoomed();
  const one = { pointerId: 1 };
  const other = { pointerId: 2 };
  room.point("pointerdown", 300, 300, one);
  room.point("pointerdown", 500, 300, other);
  const between = room.camera.pointAt({ x: 400, y: 300 });
  room.point("pointermove", 250, 280, one);
  room.point("pointermove", 550, 280, other);
  near(room.camera.scale, 1.5);
  near(room.camera.pointAt({ x: 400, y: 280 }), between);
  room.point("pointermove", 375, 280, other);
  room.point("pointermove", 275, 280, one);
  near(room.camera.scale, 0.5, "closed again");
});

test("a finger left over after a pinch pans, and its end is no click", () => {
  const room = zoomed({ mode: "grid", shots: shots(2) });
  room.point("pointerdown", 100, 200, { pointerId: 1 });
  room.point("pointerdown", 160, 200, { pointerId: 2 });
  room.point("pointerup", 160, 200, { pointerId: 2 });
  const before = corner(room);
  room.point("pointermove", 90, 195, { pointerId: 1 });
  equal(corner(room), [before[0] - 10, before[1] - 5]);
  room.point("pointerup", 90, 195, { pointerId: 1 });
  equal(room.told, []);
});

test("fingers that lie on one point do not zoom without end", () => {
  const room = zoomed();
  room.point("pointerdown", 300, 300, { pointerId: 1 });
  room.point("pointerdown", 300, 300, { pointerId: 2 });
  room.point("pointermove", 302, 300, { pointerId: 1 });
  near(room.camera.scale, 2);
  room.point("pointermove", 300, 300, { pointerId: 1 });
  near(room.camera.scale, 1);
});

test("a press that moves less than four CSS pixels is a click: in the grid it chooses", () => {
  const click = (steps) => {
    const room = new Room({ mode: "grid", shots: shots(2) });
    drag(room, [100, 300], steps);
    return room.view.right;
  };
  equal([click([]), click([[1, 1], [-1, 0]]), click([[2, 1], [0, 1]]), click([[5, 0]])], ["original", "original", "slight", "slight"]);
});

test("in swipe and blink a click chooses nothing, it goes closer there, and the next one back to the whole", () => {
  for (const mode of ["swipe", "blink"]) {
    const room = new Room({ mode });
    const under = room.camera.pointAt({ x: 300, y: 200 });
    click(room, 300, 200, 1000);
    equal([room.camera.zoom, room.camera.fitted], [1, false], mode);
    near(room.camera.pointAt({ x: 300, y: 200 }), under, mode);
    click(room, 300, 200, 2000);
    equal([room.camera.zoom, room.camera.fitted, room.told], [0.5, true, []], mode);
  }
});

test("the second click of two at once is none", () => {
  const room = new Room();
  click(room, 300, 200, 1000);
  click(room, 300, 200, 1200);
  equal(room.camera.fitted, false);
});

test("on the chosen picture of the grid a click goes closer", () => {
  const room = new Room({ mode: "grid", shots: shots(2), right: "original" });
  click(room, 100, 300, 1000);
  equal([room.camera.fitted, room.told], [false, []]);
});

test("a click on the handle does nothing", () => {
  const room = new Room();
  drag(room, [400, 300], [], { on: room.handle });
  ok(room.camera.fitted, "still whole");
});

test("a press that the browser takes away is no click", () => {
  const room = new Room({ mode: "grid", shots: shots(2) });
  room.point("pointerdown", 100, 300);
  room.point("pointercancel", 100, 300);
  equal(room.told, []);
});

test("the end of a pinch is no click", () => {
  const room = new Room({ mode: "grid", shots: shots(2) });
  room.point("pointerdown", 100, 300, { pointerId: 1 });
  room.point("pointerdown", 120, 300, { pointerId: 2 });
  room.point("pointermove", 126, 300, { pointerId: 2 });
  room.point("pointerup", 100, 300, { pointerId: 1 });
  room.point("pointerup", 126, 300, { pointerId: 2 });
  equal(room.told, []);
});

test("the button in a pane's note gets its own presses", () => {
  const room = new Room({ mode: "grid", shots: shots(2) });
  const again = room.parent.querySelector(".note button");
  drag(room, [100, 300], [], { on: again });
  again.dispatchEvent(new MouseEvent("dblclick", { bubbles: true, clientX: 100, clientY: 300 }));
  equal([room.told, room.camera.fitted, room.viewer.gestures.pressed.size], [[], true, 0]);
});

test("a double click on the handle puts the split in the middle", () => {
  const room = new Room();
  drag(room, [100, 100], [[160, 0]]);
  room.handle.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
  equal([room.viewer.split, room.camera.fitted], [0.5, true]);
});
