// A brush in a viewer: its buttons, its circle, and what a press does while it is out.

import { Brush, BrushBar } from "/viewer/viewer.js";
import { equal, near, ok, test } from "./cases.js";
import { Room } from "./room.js";

/** A viewer with a tool that keeps its strokes. */
function room() {
  const made = new Room();
  const strokes = [];
  const none = () => undefined;
  const brush = new Brush({ painted: none, done: (stroke) => strokes.push(stroke), dropped: none, changed: () => made.viewer.repaint() });
  made.viewer.tools = [{ brush, offered: true, named: "Keep by hand", update: none, paintsOn: () => true }];
  made.run();
  return { room: made, brush, strokes, button: made.parent.querySelector("[data-do=brush]") };
}

test("without a tool there is no button for it", () => {
  const { parent, viewer } = new Room();
  ok(parent.querySelector("[data-do=brush]").hidden, "hidden");
  viewer.turnBrush();
  equal(viewer.brush, null);
});

test("while it is out a press paints and neither pans, zooms nor moves the split", () => {
  const { room: here, strokes, button } = room();
  here.press("q");
  equal([button.hidden, button.getAttribute("aria-pressed"), button.title], [false, "true", "Keep by hand (Q)"]);
  here.point("pointerdown", 200, 150);
  here.point("pointermove", 400, 300);
  here.point("pointerup", 400, 300);
  equal(strokes.map(({ points }) => points), [[[25_000, 25_000], [50_000, 50_000]]]);
  equal([here.viewer.split, here.camera.fitted], [0.5, true]);
  here.press("Escape");
  equal(here.viewer.brush, null);
});

test("a second finger zooms, and what the first one painted is dropped", () => {
  const { room: here, brush, strokes } = room();
  brush.take(true);
  here.point("pointerdown", 300, 300, { pointerId: 1 });
  here.point("pointerdown", 500, 300, { pointerId: 2 });
  here.point("pointermove", 600, 300, { pointerId: 2 });
  here.point("pointerup", 600, 300, { pointerId: 2 });
  here.point("pointerup", 300, 300, { pointerId: 1 });
  equal(strokes, []);
  ok(!here.camera.fitted, "zoomed");
});

test("a pen's other end erases", () => {
  const { room: here, brush, strokes } = room();
  brush.take(true);
  here.point("pointerdown", 200, 150, { button: 5, pointerType: "pen" });
  here.point("pointerup", 200, 150, { button: 5, pointerType: "pen" });
  equal(strokes.map(({ erase }) => erase), [true]);
});

test("brackets are its size while it is out, and the split's without it", () => {
  const { room: here, brush } = room();
  const before = brush.radius;
  here.press("]");
  near(here.viewer.split, 0.52);
  brush.take(true);
  here.press("]");
  ok(brush.radius > before, "larger");
  here.press("[");
  near(brush.radius, before, "as before", 1);
  near(here.viewer.split, 0.52);
});

test("a circle as large as the brush is around the pointer", () => {
  const { room: here, brush } = room();
  brush.radius = 10_000;
  brush.take(true);
  here.point("pointermove", 100, 100);
  const circle = here.stage.querySelector(".brush-cursor");
  equal([circle.hidden, circle.style.width, circle.style.transform], [false, "160px", "translate(20px, 20px)"]);
  here.point("pointerleave", 100, 100);
  ok(circle.hidden, "it has left");
});

test("its buttons are what it is", () => {
  const { brush } = room();
  const place = document.createElement("div");
  const bar = new BrushBar(place, brush);
  place.querySelector("[data-do=erase]").click();
  bar.update();
  equal([brush.erases, bar.paint.getAttribute("aria-pressed"), bar.erase.getAttribute("aria-pressed")], [true, "false", "true"]);
  place.querySelector("[data-do=paint]").click();
  const before = brush.radius;
  bar.broader.click();
  ok(brush.radius > before, "larger");
  bar.finer.click();
  brush.resize(100);
  bar.update();
  equal([brush.erases, bar.broader.disabled, bar.finer.disabled], [false, true, false]);
});
