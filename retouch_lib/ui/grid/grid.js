// The grid itself: what it is told, what is in sight of it, and what it tells the page.

const RANK = 1; // of two components that know a key, neither with the focus: see ui/keys
const LOWEST = 48; // kept free below the grid: for a line of words
const LEAST_SHARE = 0.55; // of the window: with less room left it takes MOST_SHARE of it, and the page scrolls
const MOST_SHARE = 0.85;
const ON_TO_NEXT = new Set(["pick", "tie"]);
const CHOOSING = new Set(["pick", "clear"]); // all that is said of a cell where one of them all is chosen
const SAID = { pick: "Picked", reject: "Rejected", clear: "Cleared", tie: "A tie" };

class Grid {
  constructor(root) {
    this.root = root;
    this.schedule = inNextFrame(() => this.paint());
    const part = (selector) => root.querySelector(selector);
    this.scroller = part(".scroller");
    this.body = part(".body");
    this.chosen = part(".chosen");
    this.hint = part(".hint");
    this.spoken = part(".spoken");
    this.heads = new Heads(part(".head"));
    this.rows = new Rows(this.body);
    this.ahead = new Ahead(this.body);
    this.sheet = new Sheet();
    this.choice = new Choice();
    this.faces = new FacesSeen();
    this.ledger = new Ledger((judged) => this.tell("judge", judged));
    this.hands = new Hands(this);
    this.keyboard = new Keyboard(root, RANK, { down: (meaning, event) => this.hands.key(meaning, event) });
    this.table = new KeyTable(root, this.keyboard, (single) => this.tell("single_keys", single));
    this.resized = new ResizeObserver(() => this.schedule());
    this.scroller.addEventListener("scroll", () => this.schedule(), { passive: true });
  }

  /** Begins to listen; called again on every run of the page. */
  attach({ setStateValue, setTriggerValue }) {
    this.say = setStateValue;
    this.tell = setTriggerValue;
    this.keyboard.attach();
    this.hands.attach();
    this.resized.observe(this.root);
  }

  detach() {
    this.keyboard.detach();
    this.hands.detach();
    this.resized.disconnect();
    this.ledger.close();
  }

  // What the page says

  update(data) {
    const before = this.sheet.shown;
    const stood = this.sheet.row(this.choice.at.row)?.id;
    this.table.update(data.keys);
    if (!this.sheet.take(data)) return this.hold("");
    this.hold(data.digest);
    this.ledger.settle(data.judged);
    this.sheet.lay(this.ledger.waiting);
    if (before.join() !== this.sheet.shown.join()) this.stayAt(stood);
    this.choice.hold(this.sheet.count, data.columns.length);
    this.turn(data);
    this.schedule();
  }

  /** Tells the page which rows are here, once. */
  hold(digest) {
    if (this.held === digest) return;
    this.held = digest;
    this.say("holds", digest);
  }

  /** Stays at the same row, wherever it is now. */
  stayAt(id) {
    const row = this.sheet.placeOf(id);
    this.choice.go(row < 0 ? this.choice.at : { ...this.choice.at, row });
  }

  /** Shows the grid, or makes room for what was opened from it; it comes back as it was, at the cell looked at last. */
  turn(data) {
    const comesBack = this.data?.behind && !data.behind;
    const isOther = this.data && JSON.stringify(this.data.view) !== JSON.stringify(data.view);
    this.data = data;
    this.scroller.setAttribute("aria-label", data.label);
    for (const name of ["behind", "pointing", "choosing"]) this.root.classList.toggle(name, data[name]);
    this.root.classList.toggle("exact", data.view.exact);
    this.root.querySelector("[data-judge=tie]").hidden = !data.ties;
    this.root.querySelector("[data-judge=pick]").title = data.choosing ? "Choose this cell (P)" : "This look wins the photo (P)";
    this.hint.textContent = data.hint;
    this.hint.hidden = !data.hint;
    if (isOther) this.hands.follow();
    if (!comesBack) return;
    this.scroller.scrollTo(this.scrolled);
    this.scroller.focus({ preventScroll: true });
    if (data.goTo) this.goTo(...data.goTo);
  }

  goTo(rowId, cellId) {
    const row = this.sheet.placeOf(rowId);
    if (row < 0) return;
    this.choice.go({ row, column: this.sheet.row(row).cells.findIndex((cell) => cell?.id === cellId) + 1 });
    this.wanted = true;
  }

  // What the user does

  get size() {
    return { rows: this.sheet.count, columns: this.data.columns.length, page: this.lattice?.page ?? 1 };
  }

  moved() {
    this.wanted = true;
    this.scroller.focus({ preventScroll: true });
    this.schedule();
    return true;
  }

  enter() {
    return this.data.pointing ? this.point(this.choice.at, { x: 0.5, y: 0.5 }, true) : this.open(this.choice.at);
  }

  /** Tells which spot of a photo is wanted; `all`: of every photo. */
  point({ row }, { x, y }, all) {
    const pointed = this.sheet.row(row);
    if (pointed) this.tell("point", { row: pointed.id, x, y, all });
    return true;
  }

  open(place) {
    const row = this.sheet.row(place.row);
    const cell = row && this.sheet.cell(row, place.column);
    if (!cell?.src) return false;
    this.choice.go(place);
    this.tell("open", { row: row.id, cell: cell.id, face: this.faces.of(row) });
    return true;
  }

  /** Shows the next face of that photo in all its cells. */
  nextFace(place) {
    const row = this.sheet.row(place);
    if (!row || !this.faces.next(row, this.data.view)) return false;
    this.spoken.textContent = this.faces.words(row, this.data.view);
    this.schedule();
    return true;
  }

  back() {
    this.tell("back", true);
    return true;
  }

  /** Judges the cells selected. A pick or a tie of a single one leads to the next photo. */
  judge(what, stars = 0) {
    if (this.data.choosing && !CHOOSING.has(what)) return false;
    const isTurn = what === "undo" || what === "redo"; // of a judgement, whichever cells are selected
    const shots = isTurn ? [] : this.judged(what);
    if (!isTurn && !shots.length) return false;
    this.ledger.add({ what, stars, shots });
    this.sheet.lay(this.ledger.waiting);
    const words = what === "stars" ? `${stars} stars` : (SAID[what] ?? "");
    this.spoken.textContent = words && shots.length > 1 ? `${words}: ${shots.length}` : words;
    if (ON_TO_NEXT.has(what) && !this.choice.isMany && !this.data.choosing) this.choice.down(this.sheet.count);
    this.wanted = true;
    this.schedule();
    return true;
  }

  /** Ids of the cells that are judged: those with a picture. A tie is said of a photo, whichever cell stands for it. */
  judged(what) {
    const ids = this.choice.cells.map(({ row, column }) => {
      const looks = this.sheet.looks(row);
      const [cell] = what === "tie" ? looks.filter((each) => each?.src) : looks.slice(column - 1, column || 1);
      return cell?.src && (this.data.choosing || !cell.simulated) ? cell.id : "";
    });
    return [...new Set(ids.filter(Boolean))];
  }

  // Painting

  /** First all that is measured, then all that is written: the browser lays the page out once. */
  paint() {
    if (!this.data || this.data.behind) return;
    const { clientWidth: width, clientHeight: height, scrollTop, scrollLeft } = this.scroller;
    const room = roomFor(this.scroller);
    const { columns, corner } = this.data;
    const view = this.faces.seen(this.data.view);
    const size = { rows: this.sheet.count, columns: columns.length, side: view.side, high: view.high, fills: view.fills };
    const lattice = new Lattice({ ...size, width, height, room, head: this.heads.height });
    this.lattice = lattice;
    this.fill(lattice, room);
    const from = this.scrolled?.top ?? 0;
    this.scrolled = this.reveal({ top: scrollTop, left: scrollLeft });
    this.isUpwards = this.scrolled.top === from ? this.isUpwards : this.scrolled.top < from;
    const across = lattice.columnsInSight(this.scrolled.left);
    this.heads.paint(columns, corner, across, lattice);
    const { sheet, choice, faces } = this;
    const look = { sheet, choice, faces, lattice, view, ratio: window.devicePixelRatio || 1 };
    const rows = lattice.rowsInSight(this.scrolled.top);
    this.rows.paint(look, rows, across);
    this.ahead.want(addressesOf(look, rowsAhead(rows, this.isUpwards, sheet.count), across));
    this.paintBar();
  }

  fill({ side, frame, wide, tall, rowHeight }, room) {
    const sizes = { side, frame, wide, tall, row: rowHeight, room };
    const written = JSON.stringify(sizes);
    if (written === this.sizes) return;
    this.sizes = written;
    for (const [name, pixels] of Object.entries(sizes)) this.root.style.setProperty(`--${name}`, `${pixels}px`);
    this.schedule(); // another room may show more rows
  }

  /** Scrolls to the current cell where that is wanted; where it is scrolled to now. */
  reveal(at) {
    if (!this.wanted || !this.sheet.count) return at;
    this.wanted = false;
    const to = this.lattice.reveal(this.choice.at, at);
    if (to.top !== at.top || to.left !== at.left) this.scroller.scrollTo(to);
    return to;
  }

  paintBar() {
    const { row, column } = this.choice.at;
    const here = this.sheet.row(row);
    const name = here ? [here.name, this.sheet.cell(here, column)?.label].filter(Boolean).join(" · ") : "";
    this.chosen.textContent = this.choice.isMany ? `${this.choice.looks} selected` : name;
    this.chosen.title = this.chosen.textContent;
    this.root.classList.toggle("many", this.choice.isMany);
    for (const button of this.root.querySelectorAll(".judging button")) button.disabled = !here;
    this.scroller.setAttribute("aria-activedescendant", `cell-${row}-${column}`);
    this.scroller.setAttribute("aria-rowcount", String(this.sheet.count + 1));
    this.scroller.setAttribute("aria-colcount", String(this.data.columns.length + 1));
  }
}

/** How high the grid is: down to the window's foot, however far the page is scrolled. */
function roomFor(element) {
  let { top } = element.getBoundingClientRect();
  for (let above = element.getRootNode().host; above; above = above.parentElement) top += above.scrollTop;
  const left = window.innerHeight - top - LOWEST;
  return left < LEAST_SHARE * window.innerHeight ? MOST_SHARE * window.innerHeight : left;
}

export default mounted(Grid);
