// How much of a result is seen: the exact picture of the amount that is kept, and while it is another one, the original
// laid over the result, as opaque as is given back. The browser blends stored numbers, as what is kept does.

class AmountPicture {
  /** `changed` is called whenever something has loaded or failed; `boxOf()`: width and height of the pane. */
  constructor(changed, boxOf) {
    this.element = document.createElement("div");
    this.element.className = "picture amount";
    this.changed = changed;
    this.result = new Picture(changed);
    this.over = new Picture(changed);
    this.exact = new TiledPicture(changed, boxOf);
    this.painted = new PaintedOriginal();
    this.over.element.classList.add("over");
    this.exact.element.classList.add("exact");
    this.shot = null;
    this.live = null; // the strength that is to be seen in place of the one that is kept, 0-FULL_AMOUNT
    this.shownExact = undefined; // the exact picture's address; null: it is the result itself
    this.isBlended = false; // whether result and original were asked for
  }

  show(shot) {
    const another = this.shot && this.shot.id !== shot.id;
    this.shot = shot;
    if (another) {
      [this.live, this.isBlended] = [null, false];
      this.painted.rest();
    }
    this.painted.keep(shot);
    const { preview, full } = shot.amount;
    const exact = preview || null;
    const changed = this.shownExact !== undefined && this.shownExact !== exact;
    if (exact !== null && this.shownExact !== exact) this.exact.show({ ...shot, preview, full, pair: preview });
    this.shownExact = exact;
    if (exact === null || changed || this.isBlended) this.blend(); // seen until the next exact picture is there
  }

  /** The strength that is to be seen; null: the one that is kept. */
  hear(strength) {
    this.live = strength;
    if (strength !== null) this.blend();
  }

  blend() {
    const { shot } = this;
    const { below, below_full: full } = shot.amount;
    this.isBlended = true;
    if (!this.result.element.parentNode) this.element.prepend(this.result.element, this.over.element);
    this.result.show(shot);
    this.over.show({ ...shot, label: "", preview: below, full, see_through: false });
    if (!this.exact.element.parentNode) this.element.append(this.exact.element);
    if (!this.painted.canvas.parentNode) this.element.append(this.painted.canvas);
  }

  // The brush

  /** A piece of a stroke that is being made. */
  paint(stroke, piece) {
    this.blend();
    this.painted.paint(stroke, piece);
  }

  /** What was painted and not kept is gone. */
  rest() {
    this.hear(null);
    this.painted.rest();
    this.painted.keep(this.shot);
  }

  get seen() {
    return this.live ?? this.shot.amount.strength;
  }

  /** Whether the exact picture is what is seen, as sharp as it is to be seen. */
  get isExact() {
    if (this.shownExact === null) return false;
    if (!this.isBlended || !this.result.loaded || !this.over.loaded) return !this.isBlended || this.exact.loaded;
    return !this.painted.isLive && this.seen === this.shot.amount.strength && this.exact.loaded && !this.exact.isLoadingFull;
  }

  /** The one of which it is told how far it is. */
  get main() {
    return this.isExact ? this.exact : this.result;
  }

  /** Lays the picture out, as `Picture.place` does. */
  place(place) {
    const { style } = this.element;
    style.width = `${place.width}px`;
    style.height = `${(place.width * this.shot.height) / this.shot.width}px`;
    style.transform = `translate(${place.left}px, ${place.top}px)`;
    if (!this.exact.element.parentNode) this.element.append(this.exact.element);
    const inner = { ...place, left: 0, top: 0 };
    if (this.shownExact !== null) this.exact.place(place);
    this.exact.element.style.transform = "none"; // its tiles are chosen by where it lies in its pane; it lies within this one
    if (this.isBlended && !this.isExact) [this.result, this.over].forEach((each) => each.place(inner));
    this.over.element.style.opacity = 1 - this.seen / FULL_AMOUNT;
    this.over.element.hidden = this.seen === FULL_AMOUNT;
    this.exact.element.style.visibility = this.isExact ? "" : "hidden";
    this.painted.draw(this.isBlended && this.over.loaded ? this.over.preview : null, this.isExact);
  }

  retry() {
    for (const each of [this.result, this.over, this.exact]) if (each.shot) each.retry();
  }

  end() {}

  get failed() {
    return this.main.failed;
  }

  get fullFailed() {
    return this.main.fullFailed;
  }

  get isSeen() {
    return this.main.isSeen ?? false;
  }

  get isSharp() {
    return this.main.isSharp;
  }

  get isLoadingFull() {
    return this.main.isLoadingFull;
  }
}
