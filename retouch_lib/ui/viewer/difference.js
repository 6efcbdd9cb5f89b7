// How far the left and the right picture differ, in colours: their pane, its amplification and its legend.

const DIFFERENCE = "difference"; // the mode, and its pane's id
const COMPARING = new Set([DIFFERENCE, FLIP]); // the panes that show two pictures as one

class DifferencePane extends TiledPane {
  constructor(changed) {
    super(changed);
    this.refusal = "";
  }

  trouble(picture) {
    if (this.refusal) return this.refusal;
    if (picture.failed) return "The difference could not be computed.";
    if (picture.fullFailed) return "The difference at full size could not be computed; you see that of the reduced pictures.";
    return picture.loaded ? "" : "Computing …";
  }
}

/** Why there is no difference of these two, as a sentence; empty where there is one. */
function refusalOf(one, other) {
  if (one.id === other.id) return "Left and right are the same picture. Choose another one: ↑ ↓, or Shift + click for the left.";
  if (!one.name || !other.name) return "There is no difference with a single layer.";
  if (one.name === other.name) return "Both are the same file, byte for byte: there is no difference.";
  if (one.width === other.width && one.height === other.height) return "";
  const [first, second] = [one, other].map(({ label, width, height }) => `${label} ${width} × ${height}`);
  return `These differ in size (${first}, ${second}): no pixel has its counterpart.`;
}

class Difference {
  /** `changed` is called when something is to be painted. */
  constructor(root, changed) {
    this.changed = changed;
    this.legend = root.querySelector(".legend.difference");
    const find = (name) => this.legend.querySelector(`[data-do=${name}]`);
    [this.less, this.more] = [find("less"), find("more")];
    this.factors = { [FLIP]: 1 }; // of amplification, by measure
    this.by = DIFFERENCE; // which measure the user wants
    this.shown = DIFFERENCE; // which pane has what there is
    this.flip = new Flip(root, changed);
    this.choices = [...this.legend.querySelectorAll("[data-by]")];
    for (const button of this.choices) button.onclick = () => this.turnTo(button.dataset.by);
    this.less.onclick = () => this.turn(-1);
    this.more.onclick = () => this.turn(1);
  }

  /** Takes the scale as Python sends it: {full, factors, usual, stops}. */
  follow({ scale, computed }) {
    this.scale = scale;
    const [, flip] = this.choices;
    flip.disabled = !computed?.flip;
    flip.textContent = flip.disabled ? "FLIP: not installed here" : "FLIP";
    flip.title = flip.disabled ? FLIP_ABSENT : FLIP_MEANS;
    if (flip.disabled) this.by = DIFFERENCE;
    this.factors[DIFFERENCE] ??= scale.usual;
  }

  turn(by) {
    const { factors } = this.scale;
    const now = factors.indexOf(this.factors[this.shown]);
    this.factors[this.shown] = factors[clamp(now + by, 0, factors.length - 1)];
    this.changed();
  }

  turnTo(by) {
    this.by = by;
    this.changed();
  }

  /** Makes the pane ready for what `view` shows; nothing is asked for in another mode. */
  prepare(stage, { mode, left, right, shots, pin, held }, computed) {
    this.legend.hidden = mode !== DIFFERENCE || held;
    this.flip.legend.hidden = true;
    if (mode !== DIFFERENCE) return;
    const [one, other] = [pin ? pin.shot : shots.find(({ id }) => id === left), shots.find(({ id }) => id === right)];
    const refusal = computed ? refusalOf(one, other) : "Nothing is computed here.";
    this.shown = refusal ? DIFFERENCE : this.by;
    this.flip.amplify(this.factors[FLIP]);
    if (this.shown === FLIP) this.flip.prepare(stage, one, other, shots[0], computed);
    else this.prepareMap(stage, one, other, shots[0], computed, refusal);
    this.legend.hidden ||= Boolean(refusal);
    this.flip.legend.hidden = this.legend.hidden || this.shown !== FLIP;
    this.draw();
  }

  prepareMap(stage, one, other, original, computed, refusal) {
    const pane = stage.paneFor(DIFFERENCE, () => new DifferencePane(this.changed));
    pane.refusal = refusal;
    pane.update(this.shotOf(one, other, refusal ? "" : this.address(one, other, computed)), original);
  }

  /** What is known once all lies where it is seen. */
  tell() {
    if (!this.flip.legend.hidden) this.flip.tell();
  }

  address(one, other, computed) {
    const named = { "{picture}": one.name, "{other}": other.name, "{factor}": this.factors[DIFFERENCE] };
    return Object.entries(named).reduce((address, [brace, value]) => address.replace(brace, value), computed.difference);
  }

  shotOf(one, other, address) {
    const [preview, size] = [address.replace("{part}", "whole"), { width: other.width, height: other.height }];
    const label = `${one.label} against ${other.label}`;
    const pair = `${one.name} ${other.name}`;
    return { id: DIFFERENCE, label, pair, preview, full: address, ...size, preview_width: other.preview_width, see_through: false };
  }

  draw() {
    const { factors, full, stops, flip_stops: flipStops } = this.scale;
    const byFlip = this.shown === FLIP;
    const factor = this.factors[this.shown];
    const last = (byFlip ? 1 : full) / factor;
    const [low, middle, high] = this.legend.querySelectorAll("b");
    const highest = !byFlip ? `${last} or more` : factor === 1 ? "1" : `≥ ${last}`; // nothing is more than FLIP's 1
    [low.textContent, middle.textContent, high.textContent] = ["0", String(last / 2), highest];
    this.legend.style.setProperty("--stops", (byFlip ? flipStops : stops).join(", "));
    for (const button of this.choices) button.setAttribute("aria-pressed", String(button.dataset.by === this.shown));
    this.legend.querySelector(".factor").textContent = `amplified × ${factor}`;
    this.less.disabled = factor === factors[0];
    this.more.disabled = factor === factors.at(-1);
  }
}
