import { commonRegion, holdsRegion, joinedRegion } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";

const ONE = { left: 10, top: 20, width: 30, height: 40 };
const OTHER = { left: 30, top: 0, width: 50, height: 30 };

test("regions are joined, and none adds nothing", () => {
  equal(joinedRegion(ONE, OTHER), { left: 10, top: 0, width: 70, height: 60 });
  equal([joinedRegion(null, ONE), joinedRegion(ONE, null), joinedRegion(null, null)], [ONE, ONE, null]);
});

test("what regions have in common may be nothing", () => {
  equal(commonRegion(ONE, OTHER), { left: 30, top: 20, width: 10, height: 10 });
  equal(commonRegion(ONE, { ...OTHER, left: 40 }), null);
});

test("a region holds its parts and nothing that reaches beyond", () => {
  equal([holdsRegion(ONE, { ...ONE, width: 5 }), holdsRegion(ONE, OTHER), holdsRegion(null, ONE)], [true, false, false]);
});
