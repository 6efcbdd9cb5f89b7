// Where rows and cells lie in the grid. No DOM here. Lengths are CSS pixels; column 0 holds the originals.

const GAP = 8; // between cells, and around them
const FOOT = 26; // below a picture: its mark, stars and signs
const OVER = 1; // rows and columns that are kept ready on each side of what is seen
const STEPS = [160, 220, 320, 440]; // the sizes that pictures are made in
const SMALLEST = 120; // to which cells that fill the width shrink, rather than that the last one is cut
const LARGEST = 640; // of cells that fill the width: pictures are made for less, and larger ones only get softer
const PEEK = 0.4; // of the next column, in a narrow window: so that it is seen that there is more

/** The size pictures are asked for, so that each of their pixels fills at most one of the screen's, as far as there are such. */
function stepFor(side, ratio) {
  return STEPS.find((step) => step >= side * ratio) ?? STEPS.at(-1);
}

/** How large cells are: as asked, but never so large that nothing is seen beside the original and one look of more to come. */
function fittingSide(side, width, columns = 1) {
  const many = columns > 1 ? 2 + PEEK : 2;
  return Math.max(SMALLEST, Math.min(side, Math.floor((width - 3 * GAP) / many)));
}

/** How large cells are that fill the width: all in sight where they can be, and none that is higher than `height`. */
function fillingSide(side, width, columns, height) {
  const filling = Math.floor((width - GAP) / (columns + 1)) - GAP;
  if (SMALLEST <= filling && filling < side) return filling;
  return Math.max(side, Math.min(filling, Math.floor(height), LARGEST));
}

class Lattice {
  /**
   * `rows` and `columns`: how many there are, originals not counted. `side`: a picture's width, `high` its height as a
   * share of that; `fills`: or as much more as the width has room for. `width` and `height`: of what is seen, of which
   * the heads cover `head` at the top; `room`: what its height can be.
   */
  constructor({ rows, columns, side, high, fills = false, width, height, head, room = height }) {
    Object.assign(this, { rows, columns, width, height, head });
    const highest = (room - head - FOOT - GAP) / high;
    this.side = fittingSide(fills ? fillingSide(side, width, columns, highest) : side, width, columns);
    this.frame = Math.round(this.side * high);
    this.step = this.side + GAP;
    this.rowHeight = this.frame + FOOT + GAP;
  }

  get wide() {
    return GAP + (this.columns + 1) * this.step;
  }

  get tall() {
    return this.rows * this.rowHeight;
  }

  /** The first row or column of those in sight, and the one behind the last. */
  within(scroll, extent, step, count) {
    const from = Math.floor(scroll / step) - OVER;
    const to = Math.ceil((scroll + extent) / step) + OVER;
    return { from: Math.max(0, Math.min(from, count)), to: Math.max(0, Math.min(to, count)) };
  }

  rowsInSight(top) {
    return this.within(top, this.height - this.head, this.rowHeight, this.rows);
  }

  /** Of the variants; the originals lie over them and are always in sight. */
  columnsInSight(left) {
    return this.within(left, this.width - this.step, this.step, this.columns);
  }

  top(row) {
    return row * this.rowHeight;
  }

  /** Of a column; 0 is that of the originals. */
  left(column) {
    return GAP + column * this.step;
  }

  /** Rows that a page key goes by. */
  get page() {
    return Math.max(1, Math.floor((this.height - this.head) / this.rowHeight));
  }

  /** Where to scroll so that this cell is seen whole, moving no further than must be. */
  reveal({ row, column }, { top, left }) {
    const bottom = this.top(row) + this.rowHeight - (this.height - this.head);
    const right = this.left(column) + this.step - this.width;
    return {
      top: Math.max(0, Math.min(Math.max(top, bottom), this.top(row))),
      left: column === 0 ? left : Math.max(0, Math.min(Math.max(left, right), (column - 1) * this.step)),
    };
  }
}
