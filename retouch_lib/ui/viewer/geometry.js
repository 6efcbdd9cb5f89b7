// Where pictures lie on the stage. No DOM here.
// Lengths are CSS pixels; `scale` is CSS pixels per pixel of the original; points of a picture are fractions 0-1.

const DEEPEST = 16; // device pixels per picture pixel
const NARROWEST_IN_A_ROW = 160; // a tall photo stands in one row with the others while each has at least this width

const EMPTY_CELL = 0.8; // pictures must be this much larger for a grid with an empty cell
const ALIKE = 0.98; // sizes that nobody tells apart

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** The scale at which the whole picture is seen. */
function fitScale(size, box) {
  return Math.min(box.width / size.width, box.height / size.height);
}

/** The share of the picture at the box's centre, held so that no empty edge is pulled in. */
function holdInside(centre, length, room) {
  if (length <= room) return 0.5;
  const half = room / 2 / length;
  return clamp(centre, half, 1 - half);
}

/**
 * How many columns show `count` pictures best. Tall ones stand in one row; others are as large as can be, where a cell
 * left empty must be worth it, and side by side comes before one below the other.
 */
function columnsFor(count, size, stage) {
  if (size.height > size.width && stage.width / count >= NARROWEST_IN_A_ROW) return count;
  let best = { columns: 1, score: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const scale = fitScale(size, { width: stage.width / columns, height: stage.height / rows });
    const score = rows * columns > count ? scale * EMPTY_CELL : scale;
    if (score > ALIKE * best.score) best = { columns, score };
  }
  return best.columns;
}

/** Equal cells with a gap between them, row by row: [{left, top, width, height}]. */
function gridCells(count, size, stage, gap) {
  const columns = columnsFor(count, size, stage);
  const rows = Math.ceil(count / columns);
  const width = Math.floor((stage.width - gap * (columns - 1)) / columns);
  const height = Math.floor((stage.height - gap * (rows - 1)) / rows);
  return Array.from({ length: count }, (_, i) => ({
    left: (i % columns) * (width + gap),
    top: Math.floor(i / columns) * (height + gap),
    width,
    height,
  }));
}

/** Moves an offset from `origin` so that it ends on a whole device pixel: at 1:1 nothing is resampled. */
function onPixel(origin, offset, ratio) {
  return Math.round((origin + offset) * ratio) / ratio - origin;
}

/** What part of the picture is seen and how large: shared by all panes, so that they stay in step. */
class Camera {
  constructor() {
    this.fitted = true;
    this.free = false; // whether the grey beside the picture may be pulled in: so that a face can stand anywhere
    this.scale = 1;
    this.x = 0.5;
    this.y = 0.5;
    this.size = { width: 1, height: 1 };
    this.box = { width: 0, height: 0 };
    this.ratio = 1;
  }

  /** Takes the original's size, the pane's size and the device pixel ratio as they are now. */
  settle(size, box, ratio) {
    Object.assign(this, { size, box, ratio });
    if (this.fitted) this.scale = fitScale(size, box);
    this.hold();
  }

  copy() {
    return Object.assign(new Camera(), this);
  }

  hold() {
    if (this.free) {
      [this.x, this.y] = [clamp(this.x, 0, 1), clamp(this.y, 0, 1)];
      return;
    }
    this.x = holdInside(this.x, this.size.width * this.scale, this.box.width);
    this.y = holdInside(this.y, this.size.height * this.scale, this.box.height);
  }

  /** One picture pixel on one device pixel. */
  get native() {
    return 1 / this.ratio;
  }

  /** Whether it is so now, as far as an eye could tell. */
  get isNative() {
    return Math.abs(this.zoom - 1) < 0.001;
  }

  /** Device pixels per picture pixel: 1 at 100 %. */
  get zoom() {
    return this.scale * this.ratio;
  }

  /** The first of 1:1, 2:1, 4:1 … that is clearly closer than the whole picture. */
  get closer() {
    return this.closerThan(1.2 * fitScale(this.size, this.box));
  }

  /** The first of 1:1, 2:1, 4:1 … from this scale on. */
  closerThan(least) {
    let scale = this.native;
    while (scale < least && scale < DEEPEST * this.native) scale *= 2;
    return scale;
  }

  fit() {
    this.fitted = true;
    this.free = false;
    this.settle(this.size, this.box, this.ratio);
  }

  /** The point of the picture at a place in the pane. */
  pointAt({ x, y }) {
    return {
      x: this.x + (x - this.box.width / 2) / (this.size.width * this.scale),
      y: this.y + (y - this.box.height / 2) / (this.size.height * this.scale),
    };
  }

  /** Zooms so that this point of the picture lies at that place in the pane, as far as the picture's edges allow. */
  pin(point, place, scale) {
    const fit = fitScale(this.size, this.box);
    this.scale = clamp(scale, Math.min(fit, this.native), DEEPEST * this.native);
    this.x = point.x - (place.x - this.box.width / 2) / (this.size.width * this.scale);
    this.y = point.y - (place.y - this.box.height / 2) / (this.size.height * this.scale);
    this.fitted = this.scale <= fit && fit <= this.native;
    if (this.fitted) this.free = false;
    this.hold();
  }

  /** Zooms so that what is at this place in the pane stays there. */
  zoomTo(scale, place) {
    this.pin(this.pointAt(place), place, scale);
  }

  panBy(dx, dy) {
    this.x -= dx / (this.size.width * this.scale);
    this.y -= dy / (this.size.height * this.scale);
    this.hold();
  }

  /** Brings a point of the picture to a place in the pane, wherever the picture's edges are then. */
  lookAt(point, scale, place) {
    this.free = true;
    this.pin(point, place, scale);
  }

  /** A point of the picture that is out of sight comes to the middle of the pane; returns whether it was. */
  bring(point) {
    const [x, y] = [(point.x - this.x) * this.size.width * this.scale, (point.y - this.y) * this.size.height * this.scale];
    if (Math.abs(x) < this.box.width / 2 && Math.abs(y) < this.box.height / 2) return false;
    this.panBy(-x, -y);
    return true;
  }

  /** The picture's top left corner in the pane. */
  corner() {
    return {
      left: this.box.width / 2 - this.x * this.size.width * this.scale,
      top: this.box.height / 2 - this.y * this.size.height * this.scale,
    };
  }
}
