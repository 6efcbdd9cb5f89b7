// How it looks over a result: test_amount_picture.js.

import { PaintedOriginal } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";

const STROKE = { points: [[50_000, 50_000]], radius: 10_000, erase: false };
const DAB = [STROKE.points[0], STROKE.points[0]];
const shotWith = (...strokes) => ({ amount: { strokes }, width: 400, height: 200, preview_width: 100 });

test("it is as large as the preview, and covers what is kept and what is being painted", () => {
  const painted = new PaintedOriginal();
  painted.keep(shotWith(STROKE));
  equal(painted.size, { width: 100, height: 50 });
  painted.paint({ ...STROKE, erase: true }, DAB);
  const { covered } = painted;
  equal([covered[25 * 100 + 50], covered[0]], [0, 0], "erased again");
  painted.keep(shotWith());
  equal(painted.covered === covered, true, "a run that is late changes nothing that is in the hand");
});

test("at rest it is what the page keeps", () => {
  const painted = new PaintedOriginal();
  painted.keep(shotWith());
  painted.paint(STROKE, DAB);
  painted.rest();
  painted.keep(shotWith());
  equal([painted.isLive, painted.covered, painted.strokes], [false, null, []]);
  painted.draw(null, false);
  equal(painted.canvas.hidden, true, "there is nothing to be seen of it");
});
