// What keys, mouse and fingers do in the grid.

class Hands {
  constructor(grid) {
    this.grid = grid;
    this.byPointer = false; // whether the last thing done on the page was a click or a touch
    this.listening = null;
    grid.scroller.addEventListener("keydown", (event) => this.ownKey(event));
    grid.body.addEventListener("click", (event) => this.click(event));
    grid.body.addEventListener("dblclick", (event) => this.doubleClick(event));
    const { root } = grid;
    root.querySelector("[data-do=back]").onclick = () => grid.back();
    root.querySelector("[data-do=keys]").onclick = () => grid.table.toggle();
    for (const button of root.querySelectorAll("[data-judge]")) button.onclick = () => grid.judge(button.dataset.judge);
    for (const button of root.querySelectorAll("[data-stars]")) {
      button.onclick = () => grid.judge("stars", Number(button.dataset.stars));
    }
  }

  attach() {
    if (this.listening) return;
    this.listening = new AbortController();
    const options = { capture: true, passive: true, signal: this.listening.signal };
    window.addEventListener("pointerdown", () => (this.byPointer = true), options);
    window.addEventListener("keydown", () => (this.byPointer = false), options);
  }

  detach() {
    this.listening?.abort();
    this.listening = null;
  }

  /** After a click in the toolbar keys are for what it changed, and don't go on choosing there. */
  follow() {
    if (this.byPointer) this.grid.scroller.focus({ preventScroll: true });
    this.byPointer = false;
  }

  /** A key by its meaning in the app's table; whether it did something. */
  key(meaning, event) {
    const { grid } = this;
    if (grid.data.behind) return meaning.name === "escape" && grid.back();
    if (meaning.name === "table") return grid.table.toggle() ?? true;
    const what = event.key === "=" && grid.data.ties ? "tie" : meaning.name;
    // Held too long, a key would judge photo after photo.
    if (what === "tie" || JUDGING.has(what)) return meaning.repeat || this.judge(what, meaning.number);
    if (meaning.name === "face") return grid.nextFace(grid.choice.at.row);
    return MOVING.has(meaning.name) && this.walk(event);
  }

  /** The keys that follow are for the grid, too, whatever had the focus. */
  judge(what, stars) {
    const did = this.grid.judge(what, stars);
    if (did) this.grid.scroller.focus({ preventScroll: true });
    return did;
  }

  /** Keys that mean something only where the grid has the focus. */
  ownKey(event) {
    if (event.defaultPrevented || event.altKey) return;
    if (event.key === "Enter" ? this.grid.enter() : this.walk(event)) event.preventDefault();
  }

  walk(event) {
    const { choice } = this.grid;
    const place = placeAfter(event.key, choice.at, this.grid.size, event.ctrlKey || event.metaKey);
    if (!place) return false;
    if (event.shiftKey) choice.reach(place);
    else choice.go(place);
    return this.grid.moved();
  }

  placeOf(event) {
    const cell = event.target.closest(".cell");
    if (!cell) return null;
    return { row: Number(cell.parentElement.dataset.row), column: Number(cell.getAttribute("aria-colindex")) - 1 };
  }

  click(event) {
    const { grid } = this;
    const place = this.placeOf(event);
    if (!place) return;
    if (event.target.closest(".open")) return void grid.open(place);
    if (event.target.closest(".face")) return void grid.nextFace(place.row);
    if (grid.data.pointing) return void this.point(place, event);
    if (event.shiftKey) grid.choice.reach(place);
    else if (event.ctrlKey || event.metaKey) grid.choice.toggle(place);
    else grid.choice.go(place);
    grid.moved();
  }

  point(place, event) {
    const point = this.grid.rows.view(this.grid.sheet, place)?.pointAt(event);
    if (point) this.grid.point(place, point, !event.altKey);
  }

  doubleClick(event) {
    const place = this.placeOf(event);
    if (place && !this.grid.data.pointing && !event.target.closest("button")) this.grid.open(place);
  }
}
