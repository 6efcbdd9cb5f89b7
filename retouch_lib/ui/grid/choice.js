// Which cell keys go to, and which are selected to be judged at once. No DOM here.

class Choice {
  constructor() {
    this.at = { row: 0, column: 1 };
    this.anchor = this.at;
    this.extra = new Set(); // "row:column" selected one by one
  }

  static key({ row, column }) {
    return `${row}:${column}`;
  }

  /** Goes to a cell; what was selected is no longer. */
  go(place) {
    this.at = place;
    this.anchor = place;
    this.extra.clear();
  }

  /** Selects all between where one stood and this cell. */
  reach(place) {
    this.at = place;
  }

  /** Adds a cell to those selected, or takes it away. */
  toggle(place) {
    const kept = new Set(this.cells.map(Choice.key));
    const key = Choice.key(place);
    if (!kept.delete(key)) kept.add(key);
    this.at = place;
    this.anchor = place;
    this.extra = kept;
  }

  /** Asked for every cell that is painted: the cells themselves may be thousands. */
  get isMany() {
    if (this.extra.size) return this.extra.size > 1;
    return Choice.key(this.anchor) !== Choice.key(this.at);
  }

  /** How many of them are looks; originals, which are not judged, may be selected with them. */
  get looks() {
    if (this.extra.size) return [...this.extra].filter((key) => !key.endsWith(":0")).length;
    const rows = 1 + Math.abs(this.anchor.row - this.at.row);
    const [left, right] = [this.anchor.column, this.at.column].sort((a, b) => a - b);
    return rows * (right - Math.max(left, 1) + 1);
  }

  /** The cells selected, row by row; the one that keys go to where nothing else is. */
  get cells() {
    if (this.extra.size) {
      const places = [...this.extra].map((key) => key.split(":").map(Number));
      return places.sort(([a, b], [c, d]) => a - c || b - d).map(([row, column]) => ({ row, column }));
    }
    const [top, bottom] = [this.anchor.row, this.at.row].sort((a, b) => a - b);
    const [left, right] = [this.anchor.column, this.at.column].sort((a, b) => a - b);
    const found = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) found.push({ row, column });
    }
    return found;
  }

  has(place) {
    if (this.extra.size) return this.extra.has(Choice.key(place));
    const between = (a, b, x) => Math.min(a, b) <= x && x <= Math.max(a, b);
    return between(this.anchor.row, this.at.row, place.row) && between(this.anchor.column, this.at.column, place.column);
  }

  /** Goes to the next row, if there is one. */
  down(rows) {
    const { row, column } = this.at;
    if (row + 1 < rows) this.go({ row: row + 1, column });
  }

  /** Stays within so many rows and columns; selections that reach out of them are given up. */
  hold(rows, columns) {
    const row = Math.max(0, Math.min(this.at.row, rows - 1));
    const column = Math.max(0, Math.min(this.at.column, columns));
    const inside = this.cells.every((place) => place.row < rows && place.column <= columns);
    if (!inside) this.go({ row, column });
  }
}

const LONG = 1e6;

/** Where a key leads from a cell; null for other keys. Far: with Ctrl or ⌘. */
function placeAfter(key, { row, column }, { rows, columns, page }, far) {
  const steps = {
    ArrowUp: [far ? -LONG : -1, 0],
    ArrowDown: [far ? LONG : 1, 0],
    ArrowLeft: [0, far ? -LONG : -1],
    ArrowRight: [0, far ? LONG : 1],
    PageUp: [-page, 0],
    PageDown: [page, 0],
    Home: [far ? -LONG : 0, -LONG],
    End: [far ? LONG : 0, LONG],
  };
  if (!steps[key] || rows === 0) return null;
  const [down, right] = steps[key];
  const within = (value, most) => Math.max(0, Math.min(value, most));
  return { row: within(row + down, rows - 1), column: within(column + right, columns) };
}
