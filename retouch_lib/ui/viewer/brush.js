// A brush on the stage: what mouse, pen or finger does becomes strokes in the photo's own coordinates (see strokes.js).
// Whoever wants strokes gives the viewer one as `viewer.brush`; while it is out, a press paints instead of panning.

const SMALLEST_BRUSH = UNIT / 500;
const BRUSH_STEP = 1.25;
const SPACING = 0.3; // of the radius, between two points of a stroke

class Brush {
  /**
   * `painted(stroke, piece)` is called for each new piece of the stroke that is being made, `done(stroke)` at its end,
   * `dropped()` where it is none after all (a second finger: it is a pinch), `changed()` when size or kind change;
   * `snapped(place, erases)` says where a stroke that begins there begins instead, and how large it is at least: {place,
   * radius}, or null.
   */
  constructor({ painted, done, dropped, changed, snapped = () => null }) {
    Object.assign(this, { painted, done, dropped, changed, snapped });
    this.isOut = false;
    this.erases = false;
    this.radius = Math.round(UNIT / 60); // of the photo's width
    this.stroke = null;
  }

  take(isOut) {
    this.isOut = isOut;
    if (!isOut) this.cancel();
    this.changed();
  }

  use(erases) {
    this.erases = erases;
    this.changed();
  }

  /** Larger by so many steps, or smaller. */
  resize(by) {
    this.radius = brushRadius(this.radius * BRUSH_STEP ** by);
    this.changed();
  }

  /** `point`: fractions of the photo, which may lie beside it. `erases`: for this stroke only, as a pen's other end does. */
  begin(point, erases = this.erases) {
    const touched = placeOf(point);
    const { place, radius } = this.snapped(touched, erases) ?? { place: touched, radius: 0 };
    this.stroke = { points: [place], radius: Math.max(this.radius, radius), erase: erases };
    this.painted(this.stroke, [this.stroke.points[0], this.stroke.points[0]]);
  }

  /** `size`: the photo's; a point too near to the last one is no point. */
  move(point, size) {
    if (!this.stroke) return;
    const last = this.stroke.points.at(-1);
    const next = placeOf(point);
    const away = Math.hypot(next[0] - last[0], ((next[1] - last[1]) * size.height) / size.width);
    if (away < SPACING * this.stroke.radius) return;
    this.stroke.points.push(next);
    this.painted(this.stroke, [last, next]);
  }

  end() {
    const { stroke } = this;
    this.stroke = null;
    if (stroke) this.done(stroke);
  }

  cancel() {
    if (!this.stroke) return;
    this.stroke = null;
    this.dropped();
  }
}

/** The size nearest to that one which a brush can have. */
function brushRadius(wanted) {
  return Math.round(clamp(wanted, SMALLEST_BRUSH, MOST_RADIUS));
}

/** A point of the photo as a stroke has it. */
function placeOf({ x, y }) {
  return [x, y].map((share) => Math.round(clamp(share, 0, 1) * UNIT));
}
