// Where frames stand on the film, which of them are in sight, and which a choice is about: figures only, no DOM.

const PITCH = 96; // CSS pixels from one frame's left edge to the next one's
const BEYOND = 4; // frames beside those in sight that are there already: scrolling shows no holes

/** The places of the first and last frame that have to be there. */
function inSight(scroll, width, count) {
  const first = Math.max(0, Math.floor(scroll / PITCH) - BEYOND);
  const last = Math.min(count - 1, Math.ceil((scroll + width) / PITCH) - 1 + BEYOND);
  return { first, last };
}

/** Where to scroll so that a frame is whole in sight, a neighbour's edge with it; where it is, there is no need to. */
function scrollTo(place, scroll, width, count) {
  const left = place * PITCH;
  if (left >= scroll && left + PITCH <= scroll + width) return scroll;
  const most = Math.max(0, count * PITCH - width);
  return Math.min(most, Math.max(0, left - Math.max(0, (width - PITCH) / 2)));
}

/** The places from one frame to another, both with them, whichever stands first. */
function between(one, other) {
  const [first, last] = one < other ? [one, other] : [other, one];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Where the focus goes from a frame by a key; undefined for a key that moves nothing. */
function moved(place, key, count, page) {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[key];
  const to = { Home: 0, End: count - 1 }[key] ?? (by === undefined ? undefined : place + by);
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}
