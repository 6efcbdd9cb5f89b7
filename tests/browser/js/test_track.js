// Where frames stand, which are in sight, and which a choice is about.

import { BEYOND, between, inSight, moved, PITCH, scrollTo } from "/filmstrip/filmstrip.js";
import { equal, ok, test } from "./cases.js";

test("those in sight are there, with a few beside them, and no others", () => {
  equal(inSight(0, 10 * PITCH, 500), { first: 0, last: 9 + BEYOND });
  equal(inSight(100 * PITCH, 10 * PITCH, 500), { first: 100 - BEYOND, last: 109 + BEYOND });
  equal(inSight(490 * PITCH, 10 * PITCH, 500), { first: 490 - BEYOND, last: 499 });
  equal(inSight(0, 10 * PITCH, 3), { first: 0, last: 2 });
  equal(inSight(0, 10 * PITCH, 0), { first: 0, last: -1 });
});

test("a frame that is half in sight is there", () => {
  const { first, last } = inSight(20.5 * PITCH, 3.2 * PITCH, 500);
  ok(first <= 20 && last >= 23);
});

test("it scrolls only for a frame that is not whole in sight, and puts that in the middle", () => {
  equal(scrollTo(5, 2 * PITCH, 6 * PITCH, 100), 2 * PITCH);
  equal(scrollTo(50, 2 * PITCH, 5 * PITCH, 100), 48 * PITCH);
  equal(scrollTo(1, 1.5 * PITCH, 5 * PITCH, 100), 0);
  equal(scrollTo(99, 0, 5 * PITCH, 100), 95 * PITCH);
  equal(scrollTo(0, 0, 5 * PITCH, 1), 0);
});

test("a frame wider than the strip begins at its left edge", () => equal(scrollTo(7, 0, PITCH / 2, 100), 7 * PITCH));

test("a range goes both ways and has both ends", () => {
  equal(between(2, 5), [2, 3, 4, 5]);
  equal(between(5, 2), [2, 3, 4, 5]);
  equal(between(3, 3), [3]);
});

test("keys move the focus within the strip, and others don't", () => {
  equal([moved(4, "ArrowRight", 9, 3), moved(4, "ArrowLeft", 9, 3)], [5, 3]);
  equal([moved(4, "PageDown", 9, 3), moved(1, "PageUp", 9, 3)], [7, 0]);
  equal([moved(4, "Home", 9, 3), moved(4, "End", 9, 3)], [0, 8]);
  equal([moved(0, "ArrowLeft", 9, 3), moved(8, "ArrowRight", 9, 3)], [0, 8]);
  equal([moved(4, "x", 9, 3), moved(4, "Enter", 9, 3)], [undefined, undefined]);
});
