// The strip: what is scrolled, clicked and typed, and what of it the page is told.

const DRAG = 5; // pixels a pressed pointer moves before it is a drag, and no click
const KNOWN = (window.retouchFilmstrip ??= new Map()); // digest → frames; outlives the component: a page comes back
const MOST_KNOWN = 8;

class Filmstrip {
  constructor(root) {
    this.root = root;
    this.schedule = inNextFrame(() => this.paint());
    this.track = root.querySelector(".track");
    this.film = root.querySelector(".film");
    this.count = root.querySelector(".count");
    this.menu = root.querySelector("details");
    this.spoken = root.querySelector(".spoken");
    this.cells = new Map(); // photo id → Frame, of those in sight
    this.photos = [];
    this.focus = 0; // the place that the Tab key comes to
    this.anchor = 0; // where a range begins
    this.forgetSaid();
    this.listen();
  }

  listen() {
    this.track.addEventListener("scroll", () => this.schedule(), { passive: true });
    this.track.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.track.addEventListener("keydown", (event) => this.key(event));
    this.track.addEventListener("focusin", (event) => this.focused(event));
    this.track.addEventListener("click", (event) => this.click(event));
    // What is clicked doesn't get the focus: it would keep the keys that judge what is shown.
    this.track.addEventListener("mousedown", (event) => event.preventDefault());
    this.track.addEventListener("pointerdown", (event) => this.press(event));
    this.track.addEventListener("pointermove", (event) => this.drag(event));
    for (const type of ["pointerup", "pointercancel"]) this.track.addEventListener(type, () => this.release());
    this.menu.addEventListener("focusout", ({ relatedTarget }) => this.closeMenu(relatedTarget));
    this.menu.addEventListener("keydown", ({ key }) => key === "Escape" && this.closeMenu(null));
    for (const button of this.root.querySelectorAll("button")) button.onclick = () => this.pressed(button);
    this.resized = new ResizeObserver(() => this.paint());
    this.resized.observe(this.track);
  }

  attach({ setStateValue, setTriggerValue }) {
    this.send = setStateValue;
    this.trigger = setTriggerValue;
  }

  // What the page says

  update(data) {
    const before = this.data;
    this.number ??= data.answered; // a strip that was just made goes on where the last one ended
    if (data.frames) this.learn(data);
    const rows = KNOWN.get(data.digest);
    if (!rows) {
      this.say({ lacks: true });
      return;
    }
    this.data = data;
    this.photos = rows;
    if (data.answered >= this.number) this.forgetSaid();
    this.places = new Map(rows.map((photo, place) => [photo.id, place]));
    this.focus = Math.min(this.focus, Math.max(0, rows.length - 1));
    this.film.style.width = `${rows.length * PITCH}px`;
    if (!before || before.shown !== data.shown || before.digest !== data.digest) this.bringIntoSight();
    this.paint();
  }

  learn({ digest, frames }) {
    KNOWN.delete(digest);
    KNOWN.set(digest, frames.map(([id, name, about, thumbnail]) => ({ id, name, about, thumbnail })));
    while (KNOWN.size > MOST_KNOWN) KNOWN.delete(KNOWN.keys().next().value);
  }

  bringIntoSight() {
    const place = this.places.get(this.shown);
    if (place === undefined) return;
    if (!this.track.contains(this.root.getRootNode().activeElement)) this.focus = place;
    this.anchor = place;
    this.scrollTo(place);
  }

  scrollTo(place) {
    const { scrollLeft, clientWidth } = this.track;
    this.track.scrollLeft = scrollTo(place, scrollLeft, clientWidth, this.photos.length);
  }

  // What the user has said, and what holds until the page answers

  forgetSaid() {
    this.saidShown = undefined;
    this.saidTicks = new Map();
  }

  /** All that is not answered yet, with what is new: of two sayings in a row the page may hear only the last. */
  say(more = {}) {
    this.number += 1;
    this.send("said", { number: this.number, shown: this.saidShown ?? "", ticked: Object.fromEntries(this.saidTicks), ...more });
  }

  get shown() {
    return this.saidShown ?? this.data.shown;
  }

  isChosen(place) {
    return this.saidTicks.get(this.photos[place].id) ?? this.data.chosen[place] === "1";
  }

  get chosenCount() {
    return this.photos.filter((_, place) => this.isChosen(place)).length;
  }

  // What the user does

  show(place) {
    this.anchor = place;
    this.saidShown = this.photos[place].id;
    this.say();
    this.paint();
  }

  tick(places, value) {
    for (const place of places) this.saidTicks.set(this.photos[place].id, value);
    this.say();
    this.paint();
    this.spoken.textContent = this.countInWords();
  }

  toggle(place) {
    this.anchor = place;
    this.tick([place], !this.isChosen(place));
  }

  /** From the frame last clicked to this one: all of them run, or none where all of them did. */
  range(place) {
    const places = between(this.anchor, place);
    this.tick(places, !places.every((each) => this.isChosen(each)));
  }

  pressed(button) {
    this.menu.open = false;
    if (button.dataset.choose) this.trigger("choose", button.dataset.choose);
    else this.trigger("remove", button.dataset.remove);
  }

  /** When the focus goes elsewhere, or by Escape. */
  closeMenu(next) {
    if (!this.menu.contains(next)) this.menu.open = false;
  }

  placeOf(event) {
    const element = event.target.closest?.(".frame");
    for (const [id, cell] of this.cells) if (cell.element === element) return this.places.get(id);
    return undefined;
  }

  click(event) {
    const place = this.placeOf(event);
    if (place === undefined || this.dragged) return;
    if (event.shiftKey) this.range(place);
    else if (event.ctrlKey || event.metaKey || event.target.closest(".tick")) this.toggle(place);
    else this.show(place);
  }

  press(event) {
    this.dragged = false;
    document.activeElement?.blur(); // a field elsewhere is left, as by any click
    if (event.button === 0 && event.pointerType !== "touch") this.grip = { x: event.clientX, scroll: this.track.scrollLeft };
  }

  drag(event) {
    if (!this.grip) return;
    const by = event.clientX - this.grip.x;
    if (!this.dragged && Math.abs(by) < DRAG) return;
    if (!this.dragged) this.track.setPointerCapture?.(event.pointerId);
    this.dragged = true;
    this.track.classList.add("dragging");
    this.track.scrollLeft = this.grip.scroll - by;
  }

  release() {
    this.grip = null;
    this.track.classList.remove("dragging");
  }

  /** A wheel that turns up and down scrolls sideways, and at the film's ends the page again. */
  wheel(event) {
    if (event.ctrlKey || Math.abs(event.deltaX) >= Math.abs(event.deltaY)) return;
    const before = this.track.scrollLeft;
    this.track.scrollLeft += event.deltaMode === 1 ? event.deltaY * PITCH : event.deltaY;
    if (this.track.scrollLeft !== before) event.preventDefault();
  }

  key(event) {
    const place = this.placeOf(event);
    if (place === undefined || event.altKey) return;
    if (!this.keyed(event, place)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  keyed(event, place) {
    const page = Math.max(1, Math.floor(this.track.clientWidth / PITCH));
    const to = event.ctrlKey || event.metaKey ? undefined : moved(place, event.key, this.photos.length, page);
    if (to !== undefined) this.moveFocus(to);
    else if (event.key === "Enter") this.show(place);
    else if (event.key === " " && event.shiftKey) this.range(place);
    else if (event.key === " ") this.toggle(place);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) this.trigger("choose", "all");
    else return false;
    return true;
  }

  focused(event) {
    const place = this.placeOf(event);
    if (place === undefined || place === this.focus) return;
    this.focus = place;
    this.paint();
  }

  moveFocus(place) {
    this.focus = place;
    this.scrollTo(place);
    this.paint();
    this.cells.get(this.photos[place].id)?.element.focus({ preventScroll: true });
  }

  // Painting

  paint() {
    if (!this.data) return;
    const { photos, track } = this;
    const { first, last } = inSight(track.scrollLeft, track.clientWidth, photos.length);
    const wanted = new Set(photos.slice(first, last + 1).map((photo) => photo.id));
    if (photos.length) wanted.add(photos[this.focus].id); // what has the focus keeps it out of sight, too
    for (const [id, cell] of this.cells) {
      if (wanted.has(id)) continue;
      cell.remove();
      this.cells.delete(id);
    }
    for (const id of wanted) this.paintFrame(this.places.get(id));
    this.paintHead();
  }

  paintFrame(place) {
    const photo = this.photos[place];
    if (!this.cells.has(photo.id)) {
      this.cells.set(photo.id, new Frame());
      this.film.append(this.cells.get(photo.id).element);
    }
    const { states, percents, results, marks, stars } = this.data;
    this.cells.get(photo.id).element.tabIndex = place === this.focus ? 0 : -1;
    this.cells.get(photo.id).update(photo, {
      place,
      count: this.photos.length,
      shown: photo.id === this.shown,
      chosen: this.isChosen(place),
      state: states[place],
      percent: percents[place],
      results: results[place] === "1",
      mark: marks[place],
      stars: Number(stars[place]),
    });
  }

  countInWords() {
    return `${this.chosenCount} of ${this.photos.length} in the run`;
  }

  paintHead() {
    const count = this.photos.length;
    const chosen = this.chosenCount;
    this.root.hidden = !count;
    this.count.textContent = this.countInWords();
    this.root.classList.toggle("single", count === 1);
    this.menu.hidden = !this.data.removable;
    const [into, out] = ["in", "out"].map((which) => this.root.querySelector(`[data-remove=${which}]`));
    into.textContent = `The ${chosen} in the run`;
    out.textContent = `The ${count - chosen} not in the run`;
    into.disabled = !chosen;
    out.disabled = chosen === count;
    this.root.querySelector("[data-choose=all]").disabled = chosen === count;
    this.root.querySelector("[data-choose=none]").disabled = !chosen;
  }
}

export default mounted(Filmstrip);
