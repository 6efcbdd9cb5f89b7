import { Reduction } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";

const region = (left, top, width, height) => ({ left, top, width, height });

test("a picture is halved as long as it stays at least as large as it is seen", () => {
  const level = (width) => new Reduction({ width: 2048, height: 1366 }, { width, height: Math.round((width * 1366) / 2048) }).level;
  equal([2048, 1100, 1024, 700, 510, 4096].map(level), [0, 0, 1, 1, 2, 0]);
});

test("what is seen of a region is whole pixels, made of all that they cover", () => {
  const half = new Reduction({ width: 200, height: 100 }, { width: 100, height: 50 });
  equal(half.seenOf(region(40, 20, 10, 10)), region(19, 9, 7, 7));
  const made = half.madeOf(region(19, 9, 7, 7));
  ok(made.left <= 38 && made.left + made.width >= 52 && made.top <= 18 && made.top + made.height >= 32, JSON.stringify(made));
  equal(half.madeOf(region(0, 0, 100, 50)), region(0, 0, 200, 100));
  equal(half.halved(3), { width: 25, height: 12 });
});

test("as large as it is nothing of it changes", () => {
  const none = new Reduction({ width: 200, height: 100 }, { width: 200, height: 100 });
  equal([none.seenOf(region(1, 2, 3, 4)), none.madeOf(region(1, 2, 3, 4))], [region(1, 2, 3, 4), region(1, 2, 3, 4)]);
});
