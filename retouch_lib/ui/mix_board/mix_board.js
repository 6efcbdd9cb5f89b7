// The board: which strengths are seen, what the viewer is told at once, and the page when they rest.

const RESTS_MS = 200; // without a further move: arrow keys come one by one
const SERIES_MS = 1000; // within which presses of an arrow key on one slider are one step to be undone

class MixBoard {
  constructor(root) {
    this.root = root;
    this.note = root.querySelector(".note");
    this.list = root.querySelector("ol");
    this.rows = new Map(); // layer number → MixRow
    this.hidden = new Map(); // layer number → its strength before it was hidden
    this.alone = null; // the number of a layer that is seen alone: a way of looking, the strengths stay
    this.moving = false;
    this.series = { number: null, at: -Infinity }; // which slider an arrow key moved last, and when
    this.last = null; // what was told last, by number
    this.hearLive = ({ detail }) => this.showNote(detail);
    root.addEventListener("keydown", (event) => this.key(event));
  }

  attach({ setStateValue }) {
    this.send = setStateValue;
    document.addEventListener(MIX_LIVE_EVENT, this.hearLive);
  }

  detach() {
    document.removeEventListener(MIX_LIVE_EVENT, this.hearLive);
    clearTimeout(this.resting);
  }

  // What the page says

  update(data) {
    const another = this.data?.mix !== data.mix;
    this.data = data;
    this.last ??= data.heard; // what an earlier board at this place told
    if (another) this.begin();
    this.reconcile(data.rows);
    // A run that has not heard yet what was done last would put a slider back.
    if (another || (!this.moving && data.heard >= this.last)) this.take(data);
    this.show();
    this.tellLoaded();
  }

  begin() {
    [this.moving, this.note.hidden, this.isLive, this.isLoadedTold] = [false, true, false, false];
    this.hidden.clear();
    clearTimeout(this.resting);
  }

  take({ strengths, alone }) {
    this.strengths = { ...strengths };
    this.alone = alone;
    this.tellViewer(true);
  }

  reconcile(rows) {
    const numbers = new Set(rows.map(({ number }) => number));
    for (const [number, row] of this.rows) {
      if (numbers.has(number)) continue;
      row.element.remove();
      this.rows.delete(number);
    }
    rows.forEach((data, place) => {
      if (!this.rows.has(data.number)) this.rows.set(data.number, new MixRow(this));
      const row = this.rows.get(data.number);
      if (this.list.children[place] !== row.element) this.list.insertBefore(row.element, this.list.children[place] ?? null);
      row.update(data);
    });
  }

  /** Why the picture waits until a slider rests. */
  showNote({ mix, live, reason }) {
    if (mix !== this.data?.mix) return;
    this.note.textContent = live ? "" : reason;
    this.note.hidden = live;
    this.isLive = live;
    this.tellLoaded();
  }

  /** Once the layers are there the page knows which of them change nothing; what it has not heard yet comes first. */
  tellLoaded() {
    const isBusy = this.moving || this.data.heard < this.last;
    if (!this.isLive || this.data.looked_at || this.isLoadedTold || isBusy) return;
    this.isLoadedTold = true;
    this.tellPage({ what: "loaded" });
  }

  // What the user does

  /** A slider is on its way. */
  move(number, strength) {
    this.moving = true;
    clearTimeout(this.resting);
    this.set({ ...this.strengths, [number]: strength });
  }

  /** It was let go; `byKey` as `settle` takes it. */
  rest(byKey = null) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(byKey), RESTS_MS);
  }

  put(number, strength) {
    this.set({ ...this.strengths, [number]: strength });
    this.settle();
  }

  mute(number) {
    const strength = this.strengths[number];
    if (strength) this.hidden.set(number, strength);
    this.put(number, strength ? 0 : (this.hidden.get(number) ?? FULL));
  }

  /** This layer is seen alone; again, all are. */
  solo(number) {
    this.alone = this.alone === number ? null : number;
    this.show();
    this.tellViewer(true);
    this.tellPage({ what: "alone", alone: this.alone });
  }

  /** The strengths that the picture shows: of a layer alone its own, or as it was rendered where it is off. */
  get seen() {
    if (this.alone === null) return this.strengths;
    const own = this.strengths[this.alone] || FULL;
    return Object.fromEntries(Object.keys(this.strengths).map((each) => [each, Number(each) === this.alone ? own : 0]));
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.type === "number") return;
    const letter = event.key.toLowerCase();
    if (letter !== "z" && letter !== "y") return;
    event.preventDefault();
    event.stopPropagation();
    this.tellPage({ what: letter === "y" || event.shiftKey ? "redo" : "undo" });
  }

  set(strengths) {
    this.strengths = strengths;
    this.show();
    this.tellViewer(false);
  }

  /** `byKey`: the number of the slider that an arrow key moved; null after all else. */
  settle(byKey = null) {
    clearTimeout(this.resting);
    this.moving = false;
    this.tellViewer(true);
    const now = performance.now();
    const goesOn = byKey !== null && byKey === this.series.number && now - this.series.at < SERIES_MS;
    this.tellPage({ what: "strengths", strengths: this.strengths, goes_on: goesOn });
    this.series = { number: byKey, at: now };
  }

  // What is told and shown

  tellViewer(resting) {
    const opacities = Object.fromEntries(Object.entries(this.seen).map(([number, strength]) => [number, strength / FULL]));
    tellMix(MIX_EVENT, { mix: this.data.mix, opacities, resting });
  }

  tellPage(told) {
    this.series = { number: null, at: -Infinity };
    this.last += 1;
    this.send("told", { ...told, number: this.last });
  }

  show() {
    for (const [number, row] of this.rows) row.show(this.strengths[number], this.alone === number);
  }
}

export default mounted(MixBoard);
