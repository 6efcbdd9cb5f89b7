// What strokes cover; held against the same numbers as imaging/strokes.py.

import { MOST_RADIUS, UNIT, coverPiece, coverageAt, coverageOf, isWithinBounds, levelAt, piecesOf, regionOfPiece } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { COVERED } from "./covered.js";

test("strokes cover what they cover in Python", () => {
  const found = coverageOf(COVERED.strokes, COVERED);
  const off = Math.max(...COVERED.covered.map((level, at) => Math.abs(level - found[at])));
  ok(off <= 1, `off by ${off} levels`);
});

test("a brush is whole up to half its radius and fades", () => {
  equal([levelAt(0), levelAt(0.5), levelAt(0.75), levelAt(1), levelAt(3)], [255, 255, 128, 0, 0]);
});

test("a piece that is painted later says where it may have changed something", () => {
  const size = { width: 100, height: 50 };
  const covered = new Uint8Array(5000);
  const region = coverPiece(covered, size, [[50_000, 50_000], [60_000, 50_000]], { radius: 5_000, erase: false });
  equal(region, { left: 45, top: 20, width: 20, height: 10 });
  equal([covered[25 * 100 + 55], covered[25 * 100 + 40]], [255, 0]);
  equal(regionOfPiece([[0, 0], [0, 0]], 1_000, { width: 10, height: 10 }), { left: 0, top: 0, width: 1, height: 1 });
});

test("one point is a piece of its own", () => {
  equal([piecesOf([[1, 2]]), piecesOf([[1, 2], [3, 4], [5, 6]])], [[[[1, 2], [1, 2]]], [[[1, 2], [3, 4]], [[3, 4], [5, 6]]]]);
});

test("one point is covered as its pixel is", () => {
  const size = { width: 1000, height: 500 };
  const strokes = COVERED.strokes;
  const whole = coverageOf(strokes, size);
  for (const [column, row] of [[300, 180], [500, 225], [840, 240], [20, 490], [999, 0]]) {
    const place = [((column + 0.5) / size.width) * UNIT, ((row + 0.5) / size.height) * UNIT];
    ok(Math.abs(coverageAt(strokes, place, size) - whole[row * size.width + column]) <= 1, `${column} ${row}`);
  }
});

test("a drawing has its bounds", () => {
  const dab = { points: [[0, 0]], radius: 1, erase: false };
  equal([isWithinBounds([]), isWithinBounds(Array(500).fill(dab)), isWithinBounds(Array(501).fill(dab))], [true, true, false]);
  equal(isWithinBounds([{ ...dab, points: Array(8_001).fill([0, 0]) }]), false);
  equal(isWithinBounds([{ points: Array(100).fill([0, 0]), radius: MOST_RADIUS }]), false);
  equal(UNIT, 100_000);
});
