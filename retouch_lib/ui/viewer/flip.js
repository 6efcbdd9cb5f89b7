// FLIP of what is in sight of two pictures: computed when it is asked for, and laid over the right one.

const FLIP = "flip"; // its pane's id
const FLIP_MEANS =
  "FLIP (Andersson et al. 2020): how far two pictures differ for who looks at them in turn, 0 to 1, on a screen with " +
  "67 pixels per degree: 0.7 m and 3840 pixels wide, seen from 0.7 m";
const FLIP_ABSENT = "The package flip-evaluator has no build for this system or this Python";

/** The part of a picture that lies in a pane: its [left, top, right, bottom] in pixels; null where none does. */
function partSeen({ left, top, width }, shot, box) {
  const scale = width / shot.width;
  const span = (from, length, all) => [-from, length - from].map((edge) => clamp(Math.round(edge / scale), 0, all));
  const [columns, rows] = [span(left, box.width, shot.width), span(top, box.height, shot.height)];
  if (columns[0] === columns[1] || rows[0] === rows[1]) return null;
  return [columns[0], rows[0], columns[1], rows[1]];
}

/** Which part that is, in words. */
function partInWords([left, top, right, bottom], { width, height }) {
  if (right - left === width && bottom - top === height) return `the whole picture (${width} × ${height} pixels)`;
  return `${right - left} × ${bottom - top} pixels from ${left}, ${top}`;
}

class FlipPane extends Pane {
  constructor(changed) {
    super(changed);
    this.map = document.createElement("div");
    this.map.className = "flip-map";
    this.picture.element.after(this.map);
    this.part = null; // which is in sight
  }

  /** `found`: {image, part} or nothing. */
  showMap(found) {
    if (this.image === found?.image) return;
    this.image = found?.image;
    this.map.replaceChildren(...(found ? [found.image] : []));
    if (found) this.put(found);
  }

  put({ image, part: [left, top, right, bottom] }) {
    const { width, height } = this.shot;
    const share = (length, all) => `${(100 * length) / all}%`;
    Object.assign(image.style, { left: share(left, width), top: share(top, height) });
    Object.assign(image.style, { width: share(right - left, width), height: share(bottom - top, height) });
  }

  lay(place) {
    super.lay(place);
    const { width, height, transform } = this.picture.element.style;
    Object.assign(this.map.style, { width, height, transform });
    this.part = partSeen(place, this.shot, { width: this.element.clientWidth, height: this.element.clientHeight });
  }
}

class Flip {
  /** `changed` is called when something is to be painted. */
  constructor(root, changed) {
    this.changed = changed;
    this.legend = root.querySelector(".legend.flip");
    [this.button, this.status] = this.legend.children;
    this.button.onclick = () => this.isOffered && this.ask();
    this.factor = 1; // of amplification
    this.asked = null; // {pair, part}: the latest, and what came of it: {sentence}, or {png, image, mean, width, height}
  }

  prepare(stage, one, other, original, computed) {
    this.pane = stage.paneFor(FLIP, () => new FlipPane(this.changed));
    const label = `${one.label} against ${other.label}`;
    this.pane.update({ ...other, id: FLIP, label }, original);
    this.pair = `${one.name} ${other.name}`;
    this.address = computed.flip.replace("{picture}", one.name).replace("{other}", other.name);
    if (this.asked && this.asked.pair !== this.pair) this.forget();
    this.pane.showMap(this.asked?.image ? this.asked : null);
  }

  forget() {
    this.ended?.abort();
    if (this.asked?.image) URL.revokeObjectURL(this.asked.image.src);
    this.asked = null;
  }

  /** Shows the map in colours that are reached by levels so many times as small. */
  amplify(factor) {
    if (this.factor === factor) return;
    this.factor = factor;
    if (this.asked?.png) this.draw(this.asked);
  }

  draw(asked) {
    if (asked.image) URL.revokeObjectURL(asked.image.src);
    asked.image = new Image();
    asked.image.alt = ""; // the legend says what it shows
    asked.image.draggable = false;
    asked.image.src = URL.createObjectURL(new Blob([amplifiedPng(asked.png, this.factor)], { type: "image/png" }));
  }

  async ask() {
    this.forget();
    const asked = { pair: this.pair, part: this.pane.part };
    this.asked = asked;
    this.ended = new AbortController();
    this.changed();
    const found = await this.answer(this.address.replace("{part}", asked.part.join("-")), this.ended.signal);
    if (this.asked !== asked) return; // another one was asked for meanwhile
    Object.assign(asked, found);
    if (asked.png) this.draw(asked);
    this.changed();
  }

  /** {sentence}, or {png, mean, width, height}. */
  async answer(address, signal) {
    try {
      const answer = await fetch(address, { signal });
      if (!answer.ok) return { sentence: sentenceOr(await answer.text(), "FLIP could not be computed.") };
      const told = JSON.parse(answer.headers.get("X-Flip"));
      return { ...told, png: new Uint8Array(await answer.arrayBuffer()) };
    } catch {
      return { sentence: "FLIP could not be computed: the app did not answer." };
    }
  }

  /** Whether what is in sight is what was asked for, and its answer has come or is on its way. */
  get isCurrent() {
    return Boolean(this.asked) && !this.asked.sentence && String(this.asked.part) === String(this.pane.part);
  }

  get isOffered() {
    return this.pane.part !== null && !this.isCurrent;
  }

  /** Says what the map is of, and whether it is still of what is in sight. */
  tell() {
    this.button.setAttribute("aria-disabled", String(!this.isOffered));
    const words = this.inWords();
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  inWords() {
    const { asked } = this;
    if (!asked) return this.pane.part ? "Takes a few seconds" : "Nothing of the picture is in sight";
    if (asked.sentence) return asked.sentence;
    const part = partInWords(asked.part, this.pane.shot);
    if (!asked.image) return `Computing for ${part} …`;
    const mean = `Mean ${asked.mean.toFixed(3)}, of ${part}${this.reduction(asked)}`;
    return this.isCurrent ? mean : `${mean}. You see another part now`;
  }

  reduction({ part: [left, top, right, bottom], width, height }) {
    const whole = width === right - left && height === bottom - top;
    return whole ? "" : `, reduced to ${width} × ${height}`;
  }
}

function sentenceOr(said, other) {
  return said.endsWith(".") ? said : other;
}
