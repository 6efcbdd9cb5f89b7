// Where strokes lie, as one shape of one colour: what an eraser took out of it is not in it.

import { Tint } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";

const DAB = { points: [[50_000, 40_000]], radius: 1_000, erase: false };
const RUB = { points: [[50_000, 40_000], [60_000, 40_000]], radius: 500, erase: true };

function linesOf({ lines }) {
  return [...lines.children].map((line) => ["points", "stroke", "stroke-width"].map((name) => line.getAttribute(name)));
}

test("a stroke is a round line as broad as it covers more than half, an eraser's is black", () => {
  const tint = new Tint({ kind: "kept", strokes: [DAB, RUB], ratio: 0.5 });
  equal(linesOf(tint), [["50000,20000 50000,20000", "white", "1500"], ["50000,20000 60000,20000", "black", "750"]]);
  equal([tint.element.dataset.kind, tint.element.getAttribute("viewBox")], ["kept", "0 0 100000 50000"]);
  ok(tint.element.querySelector("rect").getAttribute("mask").includes(tint.lines.id), "masked");
});

test("a stroke on its way is one line, and none when it is dropped", () => {
  const tint = new Tint({ kind: "kept", strokes: [], ratio: 1 });
  const stroke = structuredClone(DAB);
  tint.goOn(stroke);
  stroke.points.push([60_000, 40_000]);
  tint.goOn(stroke);
  equal(linesOf(tint).map(([points]) => points), ["50000,40000 60000,40000"]);
  tint.goOn(null);
  tint.goOn(null);
  equal(linesOf(tint), []);
});
