// A hand's strokes in the photo's coordinates.

import { Brush, MOST_RADIUS, SMALLEST_BRUSH, placeOf } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";

const SIZE = { width: 1000, height: 500 };

function brush() {
  const said = [];
  const say = (name) => (...given) => said.push([name, ...given.map((each) => structuredClone(each))]);
  const made = new Brush({ painted: say("painted"), done: say("done"), dropped: say("dropped"), changed: say("changed") });
  return { made, said, names: () => said.map(([name]) => name) };
}

test("a press, a move and its end are one stroke", () => {
  const { made, said } = brush();
  made.begin({ x: 0.5, y: 0.5 });
  made.move({ x: 0.501, y: 0.5 }, SIZE);
  made.move({ x: 0.6, y: 0.5 }, SIZE);
  made.end();
  const points = [[50_000, 50_000], [60_000, 50_000]];
  equal(said.map(([name]) => name), ["painted", "painted", "done"], "what hardly moves is no point");
  equal(said[1][2], points);
  equal(said[2][1], { points, radius: made.radius, erase: false });
});

test("how far a point is from the last one is counted in the photo's pixels", () => {
  const { made } = brush();
  const step = (0.4 * made.radius) / 100_000;
  made.begin({ x: 0.5, y: 0.5 });
  made.move({ x: 0.5, y: 0.5 + step }, SIZE);
  equal(made.stroke.points.length, 1, "half as high as wide");
  made.move({ x: 0.5 + step, y: 0.5 }, SIZE);
  equal(made.stroke.points.length, 2);
});

test("what turns out to be a pinch is no stroke", () => {
  const { made, names } = brush();
  made.begin({ x: 0, y: 0 });
  made.cancel();
  made.end();
  made.move({ x: 1, y: 1 }, SIZE);
  equal(names(), ["painted", "dropped"]);
});

test("the eraser, or a pen's other end, takes away", () => {
  const { made, said } = brush();
  made.use(true);
  made.begin({ x: 0, y: 0 });
  made.end();
  made.use(false);
  made.begin({ x: 0, y: 0 }, true);
  made.end();
  equal(said.filter(([name]) => name === "done").map(([, { erase }]) => erase), [true, true]);
});

test("its size has two ends", () => {
  const { made } = brush();
  const before = made.radius;
  made.resize(1);
  ok(made.radius > before, "larger");
  made.resize(100);
  equal(made.radius, MOST_RADIUS);
  made.resize(-100);
  equal(made.radius, SMALLEST_BRUSH);
});

test("put away it ends what was begun", () => {
  const { made, names } = brush();
  made.take(true);
  made.begin({ x: 0, y: 0 });
  made.take(false);
  equal([made.isOut, made.stroke, names()], [false, null, ["changed", "painted", "dropped", "changed"]]);
});

test("beside the photo is at its edge", () => {
  equal(placeOf({ x: -0.2, y: 1.3 }), [0, 100_000]);
});
