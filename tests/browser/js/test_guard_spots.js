// Which spots are gone and which are kept, by what strokes cover of them.

import { ALL_LAYERS, countedSpots, dabOn, keepsAt, listedSpots, placesKept, ringsOf, withLayer } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";

const SIZE = { width: 800, height: 600 };
const FOUND = { at_risk: [[0.5, 0.8, 0.01], [0.25, 0.25, 0.01]], healed: [[0.75, 0.5, 0.01]] };
const [LOW, HIGH] = FOUND.at_risk;

function listed(guard) {
  return listedSpots(FOUND, guard, [ALL_LAYERS, 0], SIZE);
}

test("those like moles come first, each kind from top to bottom", () => {
  equal(listed({}).map(({ spot }) => spot), [HIGH, LOW, FOUND.healed[0]]);
});

test("a spot is kept by strokes of either layer, each erased by its own alone", () => {
  const rub = { ...dabOn(HIGH), radius: 8_000, erase: true };
  const guard = withLayer(withLayer({}, ALL_LAYERS, { kept: [dabOn(HIGH)] }), 0, { kept: [rub, dabOn(LOW)] });
  equal(listed(guard).map(({ isKept }) => isKept), [true, true, false]);
  equal(keepsAt(undefined, [0, 0], SIZE), false);
});

test("where Heal may not act nothing is gone", () => {
  const guard = withLayer({}, 0, { within: "painted", region: [dabOn(HIGH)] });
  equal(listed(guard).map(({ spot }) => spot), [HIGH]);
});

test("kept and gone are counted apart", () => {
  equal(countedSpots(listed({})), "3 spots gone, 2 like moles or freckles.");
  equal(countedSpots(listed(withLayer({}, 0, { kept: [dabOn(HIGH), dabOn(LOW)] }))), "1 spot gone; 2 kept.");
  equal(countedSpots(listed({}).map((each) => ({ ...each, isKept: true }))), "No spot gone; 3 kept.");
  equal(countedSpots([]), "No spot gone.");
});

test("rings are told by kind, and the one looked at", () => {
  const spots = listed(withLayer({}, 0, { kept: [dabOn(HIGH)] }));
  equal(ringsOf(spots, spots[1]), { healed: FOUND.healed, at_risk: [LOW], kept: [HIGH], current: [LOW] });
});

test("of many strokes some places are looked at, of those that were erased none", () => {
  const points = Array.from({ length: 600 }, (_, i) => [20_000 + 100 * i, 50_000]);
  const long = { points, radius: 1_000, erase: false };
  equal(placesKept([long], SIZE).length, 60);
  equal(placesKept([dabOn(HIGH), { ...dabOn(HIGH), radius: 20_000, erase: true }], SIZE), []);
  equal(placesKept([], SIZE), []);
});
