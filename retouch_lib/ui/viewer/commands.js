// What each meaning of a key does to the viewer. Which key means what: ui/keys/.

const RANK = 2; // before a strip or a list on the same page
const PAN_STEP = 60; // CSS pixels

const ONCE = {
  one: (viewer) => viewer.oneToOne(viewer.gestures.pointer),
  fit: (viewer) => viewer.fit(),
  face: (viewer) => viewer.faces.nextView(),
  boxes: (viewer) => viewer.toggleBoxes(),
  masks: (viewer) => viewer.turnMasks(),
  brush: (viewer) => viewer.turnBrush(),
  pin: (viewer) => viewer.togglePin(),
  fullscreen: (viewer) => viewer.toggleFullscreen(),
  table: (viewer) => viewer.table.toggle(),
  swipe: (viewer) => viewer.setMode("swipe"),
  grid: (viewer) => viewer.setMode("grid"),
  blink: (viewer) => viewer.setMode("blink"),
  difference: (viewer) => viewer.setMode(DIFFERENCE),
};

const REPEATED = {
  split: (viewer, { by }) => (viewer.brush ? viewer.brush.resize(by) : viewer.moveSplit(0.02 * by)),
  zoom: (viewer, { by }) => viewer.zoomBy(by > 0 ? 1.25 : 0.8, viewer.gestures.pointer),
};

class Commands {
  constructor(viewer) {
    this.viewer = viewer;
    this.space = false;
    this.original = ""; // the key that holds it
    this.keyboard = new Keyboard(viewer.root, RANK, this);
  }

  attach() {
    this.keyboard.attach();
  }

  detach() {
    this.keyboard.detach();
  }

  get focused() {
    return this.viewer.root.getRootNode().activeElement ?? null;
  }

  letGo() {
    this.setSpace(false);
    this.original = "";
    this.viewer.original.release(Infinity);
  }

  /** Does what the key says; true when it was one of ours. */
  down(meaning, event) {
    const { viewer } = this;
    const { name, repeat } = meaning;
    if (name === "space") return this.pressSpace();
    if (name === "escape") return viewer.bar.close() || viewer.putBrushAway();
    if (name === "original") return this.holdOriginal(event);
    if (name === "picture") return viewer.choosePicture(meaning.number);
    if (MOVING.has(name)) return this.move(meaning, event);
    if ((name === "undo" || name === "redo") && viewer.brush && viewer.tool?.go) return viewer.tool.go(name), true;
    if (JUDGING.has(name)) return repeat ? viewer.canJudge : viewer.judge(name, meaning.number);
    if (REPEATED[name]) return REPEATED[name](viewer, meaning) ?? true;
    if (!ONCE[name] || (name === "brush" && !viewer.tool)) return false;
    if (!repeat) ONCE[name](viewer);
    return true;
  }

  up(event) {
    if (this.original && this.keyOf(event) === this.original) {
      this.original = "";
      this.viewer.original.release(event.timeStamp);
    }
    if (event.key !== " " || !this.space) return false;
    this.setSpace(false);
    return true;
  }

  /** The key itself, whatever it types by the time it is let go. */
  keyOf({ code, key }) {
    return code || key.toLowerCase();
  }

  holdOriginal(event) {
    if (!event.repeat) this.viewer.original.press(event.timeStamp);
    this.original = this.keyOf(event);
    return true;
  }

  pressSpace() {
    if (this.focused?.closest("button")) return false; // Space presses the viewer's own button when that has the focus
    this.setSpace(true);
    return true;
  }

  setSpace(down) {
    this.space = down;
    this.viewer.stage.element.classList.toggle("grab", down);
  }

  /** Arrows, Home and End: on the split's handle as a slider has them, between spots, else photos, pictures, or with Shift a pan. */
  move({ name, x, y, far }, event) {
    const { viewer } = this;
    if (this.focused === viewer.stage.handle) return viewer.moveSplitByKey(event.key, far);
    if (viewer.guard.walk.has(this.focused)) return viewer.guard.walk.goByKey(event.key);
    if (name !== "arrow") return false;
    if (far) return this.pan(x, y);
    if (y) return viewer.nextPicture(y);
    return viewer.data.photos ? viewer.step(x) : this.pan(x, y);
  }

  pan(x, y) {
    if (this.viewer.camera.fitted) return false;
    this.viewer.pan(-x * PAN_STEP, -y * PAN_STEP);
    return true;
  }
}
