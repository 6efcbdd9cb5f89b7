// What is in the cells: what the page said, with what changed since, and over it what was judged and isn't settled yet.

const PICKED = "picked";
const REJECTED = "rejected";
const BLANK = { src: "", state: "ready", words: "", share: 0, mark: "", stars: 0, note: "", warning: "", simulated: false };
const MARKS = { pick: PICKED, reject: REJECTED, clear: "" };

class Sheet {
  constructor() {
    this.digest = "";
    this.rows = [];
    this.changed = {};
    this.tied = new Set();
    this.shown = [];
    this.judged = new Map(); // cell id → {mark, stars} that the page doesn't know of yet
    this.untied = new Map(); // row id → whether it is tied, likewise
  }

  /** Takes what the page says. False where it speaks of rows that are not here: they are to be asked for. */
  take({ digest, rows, changed, tied, shown }) {
    if (rows) Object.assign(this, { digest, rows });
    else if (digest !== this.digest) return false;
    this.changed = changed;
    this.tied = new Set(tied);
    this.shown = shown ?? this.rows.map((_, i) => i);
    return true;
  }

  /** The row at a place among those shown; undefined where there is none. */
  row(place) {
    return this.rows[this.shown[place]];
  }

  get count() {
    return this.shown.length;
  }

  /** The place of a row among those shown; -1 where it is not. */
  placeOf(id) {
    return this.shown.findIndex((i) => this.rows[i].id === id);
  }

  /** A cell as it is now; column 0 is the original. Null where a photo has no such result. */
  cell(row, column) {
    if (column === 0) return { ...BLANK, id: "", label: "original", src: row.src, warning: row.warning ?? "" };
    const base = row.cells[column - 1];
    return base ? { ...BLANK, ...base, ...this.changed[base.id], ...this.judged.get(base.id) } : null;
  }

  /** The cells of the row at a place, as they are now, without the original. */
  looks(place) {
    const row = this.row(place);
    return row ? row.cells.map((_, i) => this.cell(row, i + 1)) : [];
  }

  isTied(row) {
    return this.untied.get(row.id) ?? this.tied.has(row.id);
  }

  /** Shows these judgements, the oldest first, until the page knows them. */
  lay(judgements) {
    this.judged.clear();
    this.untied.clear();
    for (const judgement of judgements) this.layOne(judgement);
  }

  layOne({ what, stars, shots }) {
    const judged = new Set(shots);
    for (const row of this.rows) {
      const cells = row.cells.filter((cell) => cell && judged.has(cell.id));
      if (!cells.length) continue;
      if (what === "pick" || what === "tie") this.unseat(row);
      if (what === "pick" || what === "tie") this.untied.set(row.id, what === "tie" && !this.isTied(row));
      for (const { id } of what === "pick" ? cells.slice(-1) : cells) {
        if (what in MARKS) this.overlay(id, { mark: MARKS[what] });
        if (what === "stars") this.overlay(id, { stars });
      }
    }
  }

  /** Takes the pick from a row's winner. */
  unseat(row) {
    row.cells.forEach((_, i) => {
      const cell = this.cell(row, i + 1);
      if (cell?.mark === PICKED) this.overlay(cell.id, { mark: "" });
    });
  }

  overlay(id, fields) {
    this.judged.set(id, { ...this.judged.get(id), ...fields });
  }
}
