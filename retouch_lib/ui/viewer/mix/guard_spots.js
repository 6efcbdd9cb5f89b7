// Spots that the rendered layers took away, and which of them a guard keeps. No DOM here.

const SPOT_ROOM = 2.2; // of a spot's radius: a dab that covers it wholly
const KEPT_LEVEL = 128; // a place that is covered so much is kept
const LOOKED_AT = 60; // places of strokes that are looked at, of however many

function dabOn([x, y, radius]) {
  return { points: [placeOf({ x, y })], radius: brushRadius(SPOT_ROOM * radius * UNIT), erase: false };
}

/** Whether a layer's guard takes it away at a place; `guarded`: {kept, within, region}, or nothing. */
function keepsAt(guarded, place, size) {
  return Boolean(guarded) && coverageAt(guarded.kept, place, size) >= KEPT_LEVEL;
}

/** Whether a layer may act at a place by what was painted; the Skin Mask is not asked. */
function mayActAt(guarded, place, size) {
  return guarded?.within !== "painted" || coverageAt(guarded.region, place, size) >= KEPT_LEVEL;
}

/** Some places on which strokes lie that nothing has erased since. */
function placesKept(strokes, size) {
  const painted = strokes.filter(({ erase }) => !erase).flatMap(({ points }) => points);
  const step = Math.ceil(painted.length / LOOKED_AT);
  return painted.filter((place, i) => i % step === 0 && coverageAt(strokes, place, size) >= KEPT_LEVEL);
}

/**
 * [{spot, place, isMole, isKept}], those like moles first, each from top to bottom. `found`: {at_risk, healed}; `layers`: numbers
 * of those whose guards keep a spot. Where these may not act at all nothing was taken away.
 */
function listedSpots({ at_risk, healed }, guard, layers, size) {
  const listed = (spots, isMole) => [...spots].sort(([, one], [, other]) => one - other).map((spot) => ({ spot, place: placeOf({ x: spot[0], y: spot[1] }), isMole }));
  return [...listed(at_risk, true), ...listed(healed, false)]
    .filter(({ place }) => layers.every((number) => mayActAt(guard[number], place, size)))
    .map((each) => ({ ...each, isKept: layers.some((number) => keepsAt(guard[number], each.place, size)) }));
}

/** "6 spots gone, 2 like moles or freckles; 1 kept." */
function countedSpots(spots) {
  const gone = spots.filter(({ isKept }) => !isKept);
  const moles = gone.filter(({ isMole }) => isMole).length;
  const counted = gone.length ? `${gone.length} ${gone.length === 1 ? "spot" : "spots"} gone` : "No spot gone";
  const kept = spots.length - gone.length;
  return `${counted}${moles ? `, ${moles} like moles or freckles` : ""}${kept ? `; ${kept} kept` : ""}.`;
}

/** What a veil draws around them, by kind. */
function ringsOf(spots, at = null) {
  const of = (wanted) => spots.filter(wanted).map(({ spot }) => spot);
  return {
    healed: of(({ isKept, isMole }) => !isKept && !isMole),
    at_risk: of(({ isKept, isMole }) => !isKept && isMole),
    kept: of(({ isKept }) => isKept),
    current: at ? [at.spot] : [],
  };
}
