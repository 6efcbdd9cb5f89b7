// The masks that a guard makes of strokes; held against imaging/guard.py by what strokes cover (test_strokes.js).

import { ALL_LAYERS, GuardMasks, GuardStroke, coverageOf, productOf, withLayer } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";

const SIZE = { width: 40, height: 20 };
const WHOLE = { left: 0, top: 0, width: 40, height: 20 };
const LEFT = { left: 5, top: 4, width: 10, height: 8 };
const DAB = { points: [[25_000, 40_000]], radius: 20_000, erase: false };
const LAYERS = [{ number: 0, box: LEFT }, { number: 3, box: WHOLE }];

function cut(levels, { left, top, width, height }) {
  return Array.from({ length: width * height }, (_, i) => levels[(top + Math.floor(i / width)) * SIZE.width + left + (i % width)]);
}

test("where a layer is kept away its mask is black, and others have none", () => {
  const found = new GuardMasks(SIZE, LAYERS).of(withLayer({}, 0, { kept: [DAB] }));
  equal(Object.keys(found), ["0"]);
  equal([...found[0]], cut(coverageOf([DAB], SIZE).map((level) => 255 - level), LEFT));
});

test("what is kept of all layers is kept of each, and both multiply", () => {
  const guard = withLayer(withLayer({}, ALL_LAYERS, { kept: [DAB] }), 3, { within: "painted", region: [DAB] });
  const found = new GuardMasks(SIZE, LAYERS).of(guard);
  const covered = coverageOf([DAB], SIZE);
  equal([...found[3]], [...covered.map((level) => productOf(255 - level, level))]);
  equal(found[0][0], 255 - cut(covered, LEFT)[0]);
});

test("a layer acts within the Skin Mask, as soon as that is there", () => {
  const masks = new GuardMasks(SIZE, LAYERS);
  const guard = withLayer({}, 0, { within: "skin" });
  ok(masks.of(guard)[0].every((level) => level === 255), "until then everywhere");
  const skin = Uint8Array.from({ length: 800 }, (_, i) => i % 256);
  masks.learnSkin(skin);
  equal([...masks.of(guard)[0]], cut(skin, LEFT));
});

test("a mask is the same array as long as the guard is", () => {
  const masks = new GuardMasks(SIZE, LAYERS);
  const guard = withLayer({}, 0, { kept: [DAB] });
  const one = masks.of(guard)[0];
  ok(masks.of(structuredClone(guard))[0] === one, "the same");
  ok(masks.of(withLayer(guard, 0, { kept: [DAB, DAB] }))[0] !== one, "another one");
  for (let radius = 1; radius < 9; radius += 1) masks.of(withLayer({}, 0, { kept: [{ ...DAB, radius }] }));
  ok(masks.known.size <= 4, "old ones are let go");
});

test("a stroke on its way makes what the whole of it makes", () => {
  const masks = new GuardMasks(SIZE, LAYERS);
  const before = withLayer(withLayer({}, ALL_LAYERS, { kept: [DAB] }), 0, { kept: [{ ...DAB, radius: 3_000 }] });
  for (const part of ["kept", "region"]) {
    for (const erase of [false, true]) {
      const stroke = { points: [[10_000, 20_000], [30_000, 60_000]], radius: 9_000, erase };
      const under = new GuardStroke(masks, before, ALL_LAYERS, part);
      const region = under.add(stroke, stroke.points);
      ok(region.width < SIZE.width, "only a part of the picture");
      const strokes = [...before[ALL_LAYERS][part], stroke];
      const after = withLayer(before, ALL_LAYERS, { [part]: strokes, within: part === "region" ? "painted" : "" });
      const fresh = new GuardMasks(SIZE, LAYERS).of(after);
      for (const { number, levels } of under.layers) equal([...levels], [...fresh[number]], `${part} ${erase} ${number}`);
      under.end(after);
      ok(masks.of(after)[0] === under.layers[0].levels, "nothing is made anew at its end");
    }
  }
});
