// One shot's picture: its preview, and above it the full file once that is needed and decoded.

const SPARE = 1.05; // the preview does until its pixels are stretched by more than this

class Picture {
  /** `changed` is called whenever something has loaded or failed. */
  constructor(changed) {
    this.changed = changed;
    this.element = document.createElement("div");
    this.element.className = "picture";
    this.shot = null;
  }

  /** Shows this shot; nothing is loaded again when its addresses are the same. */
  show(shot) {
    const same = this.shot && this.shot.preview === shot.preview && this.shot.full === shot.full;
    this.shot = shot;
    if (same) {
      this.preview.alt = shot.label;
      return;
    }
    this.loadPreview();
  }

  loadPreview() {
    this.failed = false;
    this.loaded = false;
    this.fullFailed = false;
    this.full = null;
    const preview = this.load(this.shot.preview);
    preview.done
      .then(() => {
        if (this.preview === preview.image) this.loaded = true;
      })
      .catch(() => {
        preview.image.hidden = true; // the pane's sentence stands in for the browser's broken picture
        if (this.preview === preview.image) this.failed = true;
      })
      .then(this.changed);
    this.preview = preview.image;
    this.element.replaceChildren(this.preview);
  }

  /** Fetches the full file, decodes it, and only then lays it over the preview: same place, no flash. */
  loadFull() {
    if (this.full || this.fullFailed || !this.loaded) return;
    const full = this.load(this.shot.full);
    full.done
      .then(() => full.image.decode())
      .then(() => {
        if (this.full !== full.image) return; // another shot has come meanwhile
        this.element.append(full.image);
        this.sharp = full.image;
      })
      .catch(() => {
        if (this.full !== full.image) return;
        this.fullFailed = true;
        this.full = null;
      })
      .then(this.changed);
    this.full = full.image;
  }

  /** An image and the promise that it has loaded. */
  load(address) {
    const image = new Image();
    image.decoding = "async";
    image.draggable = false;
    image.alt = this.shot.label;
    const done = new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
    });
    image.src = address;
    return { image, done };
  }

  retry() {
    if (this.failed) this.loadPreview();
    this.fullFailed = false;
    this.changed();
  }

  /** It is not shown any more: what takes memory beside its images is given up. */
  end() {}

  /** Whether there is something to see. */
  get isSeen() {
    return this.loaded;
  }

  /** Whether the full file's own pixels are on screen. */
  get isSharp() {
    return this.full !== null && this.sharp === this.full;
  }

  /** What is to be known of it, beside its name. */
  get remark() {
    return "";
  }

  get isLoadingFull() {
    return this.full !== null && !this.isSharp;
  }

  /** Lays the picture out. `width`: CSS pixels it is wide on screen; its height follows its own proportions. */
  place({ left, top, width, ratio }) {
    const shown = width * ratio;
    if (shown > this.shot.preview_width * SPARE && this.shot.width > this.shot.preview_width) this.loadFull();
    const style = this.element.style;
    style.width = `${width}px`;
    style.height = `${(width * this.shot.height) / this.shot.width}px`;
    style.transform = `translate(${left}px, ${top}px)`;
    const complete = this.isSharp || this.shot.width <= this.shot.preview_width;
    this.element.classList.toggle("see-through", this.isSharp && this.shot.see_through);
    this.element.classList.toggle("pixelated", complete && shown / this.shot.width >= 2);
  }
}
