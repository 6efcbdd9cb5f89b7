// How far the left and the right picture differ, in colours: their pane, its amplification and its legend.

const DIFFERENCE = "difference"; // the mode, and its pane's id

class DifferencePane extends Pane {
  constructor(changed) {
    super(changed, new TiledPicture(changed, () => ({ width: this.element.clientWidth, height: this.element.clientHeight })));
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
    this.factor = null; // of amplification
    this.less.onclick = () => this.turn(-1);
    this.more.onclick = () => this.turn(1);
  }

  /** Takes the scale as Python sends it: {full, factors, usual, stops}. */
  follow({ scale }) {
    this.scale = scale;
    this.factor ??= scale.usual;
    this.legend.style.setProperty("--stops", scale.stops.join(", "));
  }

  turn(by) {
    const { factors } = this.scale;
    this.factor = factors[clamp(factors.indexOf(this.factor) + by, 0, factors.length - 1)];
    this.changed();
  }

  /** Makes the pane ready for what `view` shows; nothing is asked for in another mode. */
  prepare(stage, { mode, left, right, shots, pin, held }, computed) {
    this.legend.hidden = mode !== DIFFERENCE || held;
    if (mode !== DIFFERENCE) return;
    const [one, other] = [pin ? pin.shot : shots.find(({ id }) => id === left), shots.find(({ id }) => id === right)];
    const pane = stage.paneFor(DIFFERENCE, () => new DifferencePane(this.changed));
    pane.refusal = computed ? refusalOf(one, other) : "Nothing is computed here.";
    pane.update(this.shotOf(one, other, pane.refusal ? "" : this.address(one, other, computed)), shots[0]);
    this.legend.hidden ||= Boolean(pane.refusal);
    this.draw();
  }

  address(one, other, computed) {
    const named = { "{picture}": one.name, "{other}": other.name, "{factor}": this.factor };
    return Object.entries(named).reduce((address, [brace, value]) => address.replace(brace, value), computed.difference);
  }

  shotOf(one, other, address) {
    const [preview, size] = [address.replace("{part}", "whole"), { width: other.width, height: other.height }];
    const label = `${one.label} against ${other.label}`;
    const pair = `${one.name} ${other.name}`;
    return { id: DIFFERENCE, label, pair, preview, full: address, ...size, preview_width: other.preview_width, see_through: false };
  }

  draw() {
    const { factors, full } = this.scale;
    const last = full / this.factor;
    const [low, middle, high] = this.legend.querySelectorAll("b");
    [low.textContent, middle.textContent, high.textContent] = ["0", String(last / 2), `${last} or more`];
    this.legend.querySelector(".factor").textContent = `amplified × ${this.factor}`;
    this.less.disabled = this.factor === factors[0];
    this.more.disabled = this.factor === factors.at(-1);
  }
}
