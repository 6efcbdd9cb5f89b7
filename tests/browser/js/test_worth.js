import { labelsOf, othersInWords, perCent, rangeOf, strengthOf } from "/mix_board/mix_board.js";
import { equal, near, test } from "./cases.js";

const HEAVY = { full: [1.35], most: 1000 };

test("a strength is shown as what it is worth", () => {
  near(perCent(1000, 1.35), 135);
  equal(rangeOf(500, HEAVY), { max: 135, value: 68 });
  equal(rangeOf(1500, { full: [1], most: 1500 }), { max: 150, value: 150 });
  equal(rangeOf(300, { full: [0.1], most: 1000 }), { max: 10, value: 3 });
});

test("what is typed becomes a strength, as far as the row goes", () => {
  equal([strengthOf(135, HEAVY), strengthOf(27, HEAVY), strengthOf(900, HEAVY), strengthOf(-1, HEAVY)], [1000, 200, 1000, 0]);
});

test("of a pair both numbers are said", () => {
  const pair = { label: "Whiten + Brighten", full: [0.25, 0.5] };
  equal([labelsOf(pair), othersInWords(500, pair)], [["Whiten", "Brighten"], "Brighten 25 %"]);
  equal([labelsOf({ ...HEAVY, label: "Blend" }), othersInWords(500, { ...HEAVY, label: "Blend" })], [["Blend"], ""]);
});
