// Strokes of a brush as pixels: the same as imaging/strokes.py makes of them. No DOM here.
// A stroke: {points: [[x, y], …], radius, erase}; x and y in UNITs of the picture's width and height, the radius of its width.

const UNIT = 100_000;
const MOST_RADIUS = UNIT / 4;
const FEATHER = 0.5; // share of the radius in which a stroke fades out
const MOST_STROKES = 500;
const MOST_POINTS = 8_000; // of all strokes of a drawing
const MOST_AREA = 20; // photos as wide as high that the squares around all points would cover

function areaOf({ points, radius }) {
  return points.length * ((2 * radius) / UNIT) ** 2;
}

/** Whether a drawing may have all these strokes. */
function isWithinBounds(strokes) {
  const sum = (of) => strokes.reduce((all, stroke) => all + of(stroke), 0);
  return strokes.length <= MOST_STROKES && sum(({ points }) => points.length) <= MOST_POINTS && sum(areaOf) <= MOST_AREA;
}

/** By distance in radii: 255 up to 1 - FEATHER, 0 from 1 on, smooth between. */
function levelAt(away) {
  const rest = clamp((1 - away) / FEATHER, 0, 1);
  return Math.floor(rest * rest * (3 - 2 * rest) * 255 + 0.5);
}

/** The region that one piece of a stroke may cover, in pixels of a picture of `size`; null where that is none. */
function regionOfPiece([from, to], radius, { width, height }) {
  const reach = (radius / UNIT) * width;
  const within = (one, other, all) => {
    const first = Math.max(0, Math.floor((Math.min(one, other) / UNIT) * all - reach));
    return [first, Math.min(all, Math.ceil((Math.max(one, other) / UNIT) * all + reach)) - first];
  };
  const [[left, across], [top, down]] = [within(from[0], to[0], width), within(from[1], to[1], height)];
  return across > 0 && down > 0 ? { left, top, width: across, height: down } : null;
}

/** From one point of a stroke to the next; of one alone to itself. */
function piecesOf(points) {
  return points.length > 1 ? points.slice(1).map((point, i) => [points[i], point]) : [[points[0], points[0]]];
}

/** Covers one piece of a stroke in `covered`, a Uint8Array of width × height; returns the region it may have changed. */
function coverPiece(covered, size, piece, { radius, erase }) {
  const region = regionOfPiece(piece, radius, size);
  if (!region) return null;
  const [ax, bx] = piece.map(([x]) => (x / UNIT) * size.width);
  const [ay, by] = piece.map(([, y]) => (y / UNIT) * size.height);
  const [dx, dy, reach] = [bx - ax, by - ay, (radius / UNIT) * size.width];
  const length = dx * dx + dy * dy;
  for (let row = region.top; row < region.top + region.height; row += 1) {
    for (let column = region.left; column < region.left + region.width; column += 1) {
      const [x, y] = [column + 0.5 - ax, row + 0.5 - ay];
      const along = length ? clamp((x * dx + y * dy) / length, 0, 1) : 0;
      const away = Math.sqrt((x - along * dx) ** 2 + (y - along * dy) ** 2) / reach;
      if (away >= 1) continue;
      const at = row * size.width + column;
      const level = levelAt(away);
      if (erase) covered[at] = Math.min(covered[at], 255 - level);
      else if (level > covered[at]) covered[at] = level;
    }
  }
  return region;
}

/** How much strokes cover of one point, [x, y] in UNITs, 0-255; `size` has the picture's shape. */
function coverageAt(strokes, [x, y], { width, height }) {
  const ratio = height / width;
  return strokes.reduce((covered, { points, radius, erase }) => {
    const away = Math.min(...piecesOf(points).map(([[ax, ay], [bx, by]]) => {
      const [dx, dy] = [bx - ax, (by - ay) * ratio];
      const length = dx * dx + dy * dy;
      const along = length ? clamp(((x - ax) * dx + (y - ay) * ratio * dy) / length, 0, 1) : 0;
      return Math.hypot(x - ax - along * dx, (y - ay) * ratio - along * dy);
    }));
    const level = levelAt(away / radius);
    return erase ? Math.min(covered, 255 - level) : Math.max(covered, level);
  }, 0);
}

/** What strokes cover of a picture of that size: Uint8Array, 255 where all is. */
function coverageOf(strokes, size) {
  const covered = new Uint8Array(size.width * size.height);
  for (const stroke of strokes) {
    for (const piece of piecesOf(stroke.points)) coverPiece(covered, size, piece, stroke);
  }
  return covered;
}
