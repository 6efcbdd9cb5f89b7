// The window on one shot. Panes live as long as their shot and are only moved, clipped and hidden: nothing is rebuilt.

class Pane {
  constructor(changed, picture = new Picture(changed)) {
    this.changed = changed;
    this.element = document.createElement("div");
    this.element.className = "pane";
    this.picture = picture;
    this.original = null; // the original's picture, for holding it in the grid
    this.boxes = null; // around the faces; only the original's own pane has them
    this.seen = [0, 1]; // between which shares of its width
    this.veil = null; // what lies over the picture
    this.tag = document.createElement("span");
    this.tag.className = "tag";
    this.note = document.createElement("div");
    this.note.className = "note";
    this.sentence = document.createElement("span");
    this.again = document.createElement("button");
    this.again.type = "button";
    this.again.textContent = "Try again";
    this.again.onclick = () => this.picture.retry();
    this.note.append(this.sentence, this.again);
    this.element.append(this.picture.element, this.tag, this.note);
  }

  update(shot, original) {
    this.shot = shot;
    this.element.dataset.shot = shot.id;
    this.picture.show(shot);
    if (this.original) this.original.show(original);
    const other = shot.width !== original.width || shot.height !== original.height;
    this.otherSize = other ? `other size: ${shot.width} × ${shot.height}` : "";
  }

  /** Draws boxes around these faces of the picture. */
  showFaces(faces) {
    if (!this.boxes) {
      this.boxes = new FaceBoxes();
      this.picture.element.after(this.boxes.element);
    }
    this.boxes.update(faces);
  }

  /** Lays this over the picture; `cover` as `Veil.show` takes it. */
  cover(cover) {
    if (!this.veil && !cover) return;
    if (!this.veil) {
      this.veil = new Veil();
      this.tag.before(this.veil.element);
    }
    this.veil.show(cover);
    this.veil.follow(this.picture);
  }

  /** Makes the original ready in this pane too, so that holding it shows it at once. */
  keepOriginal(original) {
    if (this.original) return;
    this.original = new Picture(this.changed);
    this.original.element.hidden = true;
    this.original.show(original);
    this.picture.element.after(this.original.element);
  }

  get isShown() {
    return !this.element.classList.contains("away");
  }

  /** Whether it is what is seen there. */
  contains({ clientX, clientY }) {
    const { left, width, top, bottom } = this.element.getBoundingClientRect();
    const [from, to] = this.seen.map((share) => left + share * width);
    return clientX >= from && clientX < to && clientY >= top && clientY < bottom;
  }

  hide() {
    this.element.classList.add("away");
  }

  /**
   * Shows the pane. `cell`: where on the stage; `layer`: 1 below, 2 above; `from`, `cut`: between which shares
   * of the width it is seen, where what lies above it is not its own;
   * `corner`: where its label stands; `held`: whether the original is shown in its stead.
   */
  show({ cell, layer, from, cut, corner, held, chosen }) {
    this.element.classList.remove("away");
    this.element.classList.toggle("chosen", chosen);
    this.seen = [from, cut];
    const style = this.element.style;
    style.left = `${cell.left}px`;
    style.top = `${cell.top}px`;
    style.width = `${cell.width}px`;
    style.height = `${cell.height}px`;
    style.zIndex = layer;
    style.clipPath = cut < 1 ? `inset(0 ${(1 - cut) * 100}% 0 0)` : "none";
    style.setProperty("--seen-middle", `${50 * (from + cut)}%`);
    style.setProperty("--seen-width", `${100 * (cut - from)}%`);
    this.tag.dataset.corner = corner;
    this.held = held && this.original !== null;
    this.picture.element.hidden = this.held;
    if (this.original) this.original.element.hidden = !this.held;
  }

  /** Lays the picture out; `place` as `Picture.place` takes it. */
  lay(place) {
    this.picture.place(place);
    if (this.original) this.original.place(place);
    this.boxes?.follow(this.picture);
    this.veil?.follow(this.picture);
    this.describe();
    this.keepTagOn(place);
  }

  /** The label stands in a corner of what is seen of the picture, not somewhere on the grey beside it. */
  keepTagOn({ left, top, width }) {
    const margin = { left, top, right: this.element.clientWidth - left - width };
    for (const [side, length] of Object.entries(margin)) {
      this.element.style.setProperty(`--picture-${side}`, `${Math.max(0, length)}px`);
    }
  }

  describe() {
    const picture = this.held ? this.original : this.picture;
    const parts = [picture.shot.label];
    if (!this.held && this.otherSize) parts.push(this.otherSize);
    if (picture.isLoadingFull) parts.push("loading full size …");
    else if (picture.remark) parts.push(picture.remark);
    this.tag.textContent = parts.join(" · ");
    this.sentence.textContent = this.trouble(picture);
    this.note.hidden = !this.sentence.textContent;
    this.note.classList.toggle("low", picture.isSeen);
    this.again.hidden = !picture.failed && !picture.fullFailed;
  }

  trouble(picture) {
    if (picture.failed) return "This picture could not be loaded. The file itself is kept.";
    if (picture.fullFailed) return "The full-size file could not be loaded; you see its preview.";
    return picture.isSeen ? "" : "Loading …";
  }
}
