// The viewer itself: its state, and what each action does to it.

const CHOICES = ["mode", "left", "right"];
const MODE_NAMES = { swipe: "Swipe", blink: "Blink", difference: "Difference" };
const BLINK_MS = 700;
const KEPT = "kept"; // where the page asks for no other beginning

class Viewer {
  constructor(root) {
    this.root = root;
    this.spoken = root.querySelector(".spoken");
    this.repaint = inNextFrame(() => this.paint());
    this.stage = new Stage(root.querySelector(".stage"), this.repaint);
    this.mixes = new LiveMixes(this.stage);
    this.camera = new Camera();
    this.own = new Set(); // which of CHOICES the user has made
    this.split = 0.5;
    this.blinkSide = "left";
    this.original = new Original(this.repaint);
    this.faces = new FaceWalk(this);
    this.pin = null;
    this.boxes = null; // whether the user wants boxes around the faces; null: never said
    this.masks = new Masks(root, this.repaint);
    this.difference = new Difference(root, this.repaint);
    this.guard = new GuardTool(root, this);
    this.amount = new Amount(root, this);
    this.tools = [this.guard, this.amount]; // what takes strokes, {brush, offered, update(view)}; at most one brush is out
    this.cursor = new BrushCursor(this.stage.element);
    this.bar = new Bar(root, this);
    this.gestures = new Gestures(this);
    this.commands = new Commands(this);
    this.table = new KeyTable(root, this.commands.keyboard, (single) => this.trigger("single_keys", single));
    this.outbox = new Outbox();
    this.resized = new ResizeObserver(this.repaint);
  }

  /** Begins to listen; called again on every run of the page. */
  attach({ setStateValue, setTriggerValue }) {
    this.send = setStateValue;
    this.trigger = setTriggerValue;
    this.outbox.attach(setTriggerValue);
    this.commands.attach();
    this.bar.attach();
    this.mixes.attach();
    this.resized.observe(this.stage.element);
    this.scroller = scrollerOf(this.root.getRootNode().host ?? this.root);
    this.resized.observe(this.scroller.firstElementChild ?? this.scroller); // what comes above moves the stage
    window.addEventListener("resize", this.repaint); // another pixel ratio comes as a resize
  }

  detach() {
    this.commands.detach();
    this.bar.detach();
    this.mixes.detach();
    this.outbox.detach();
    this.resized.disconnect();
    window.removeEventListener("resize", this.repaint);
    clearInterval(this.blinking);
    this.blinking = undefined;
  }

  // What the page says

  update(data) {
    const before = this.data;
    const otherPhoto = before && before.shots[0].full !== data.shots[0].full;
    const framed = before ? this.faces.framed : null;
    this.data = data;
    this.table.update(data.keys);
    this.follow(before, data);
    this.masks.follow(before, data);
    this.difference.follow(data);
    this.pin?.follow(data.shots, this.camera, framed);
    this.stage.reconcile(data.shots, data.faces, this.pin);
    this.guard.follow(data);
    if (otherPhoto) this.original.show(false);
    if (!before && data.start === KEPT) this.faces.resume(LAST);
    else if (!before || otherPhoto) this.faces.begin(data.start, data.face);
    else if (data.spot && data.spot.number !== before.spot?.number) this.goTo(data.spot);
    this.repaint();
    if (before) this.outbox.heard(data.heard); // last: what waits speaks of what is shown now
    else this.outbox.last = data.heard; // what an earlier viewer at this place told
  }

  /** The page's mode, left and right hold until the user has chosen; what the user chose stays while it exists. */
  follow(before, data) {
    if (!before && data.kept) this.resume(data.kept);
    const shownBefore = before ? before.show : data.kept && data.show;
    if (data.show && data.show !== shownBefore) this.take("right", data.show); // chosen elsewhere on the page
    const known = new Set(data.shots.map((shot) => shot.id));
    for (const side of ["left", "right"]) {
      if (!known.has(this[side])) this.own.delete(side);
    }
    for (const name of CHOICES) {
      if (!this.own.has(name)) this[name] = data[name];
    }
    if (before && this.own.size) this.report();
    else this.reported = JSON.stringify(this.choices);
  }

  /** What was chosen in an earlier viewer at this place; a right picture that was the page's is the page's again. */
  resume(kept) {
    for (const name of CHOICES) {
      if (name !== "right" || kept.chosen) this.take(name, kept[name]);
    }
  }

  /** Sets mode, left or right as the user's own choice. */
  take(name, value) {
    this[name] = value;
    this.own.add(name);
  }

  // What the user does

  get view() {
    return { mode: this.mode, left: this.left, right: this.right };
  }

  /** `chosen`: whether the right picture is the user's choice. */
  get choices() {
    return { ...this.view, chosen: this.own.has("right") };
  }

  /** Tells the page what is chosen, once. */
  report() {
    this.repaint();
    const choices = JSON.stringify(this.choices);
    if (choices === this.reported) return;
    this.reported = choices;
    this.spoken.textContent = this.describe();
    this.send("view", this.choices);
  }

  describe() {
    const name = (id) => this.data.shots.find((shot) => shot.id === id)?.label ?? "";
    if (this.mode === "grid") return `Grid, ${name(this.right)} chosen`;
    return `${MODE_NAMES[this.mode]}, left ${name(this.left)}, right ${name(this.right)}`;
  }

  setMode(mode) {
    if (mode === DIFFERENCE && !this.data.computed) return;
    // With less motion asked for nothing blinks by itself: each press turns the picture over.
    if (mode === "blink" && this.mode === "blink" && this.isStill) this.turnOver();
    this.take("mode", mode);
    this.report();
  }

  choose(side, id) {
    this.take(side, id);
    this.original.show(false);
    this.blinkSide = side;
    this.report();
  }

  choosePicture(number) {
    const shot = this.data.shots[number - 1];
    if (shot) this.choose("right", shot.id);
    return Boolean(shot);
  }

  /** The picture after the chosen one, or before it, and round; beside the left one another one is chosen. */
  nextPicture(by) {
    const { shots } = this.data;
    const beside = this.mode === "grid" || this.pin ? shots : shots.filter((shot) => shot.id !== this.left);
    if (beside.length < 2) return false;
    const at = beside.findIndex((shot) => shot.id === this.right);
    const next = at < 0 ? 0 : (at + by + beside.length) % beside.length;
    this.choose("right", beside[next].id);
    return true;
  }

  /** In the grid a click chooses, and on the chosen picture it zooms as it does elsewhere. */
  clicked(event) {
    const pane = this.stage.paneAt(event);
    if (!pane) return;
    const { id } = pane.shot;
    if (this.mode === "grid" && id !== this.right && id !== PINNED) this.choose("right", id);
    else this.turnZoom(event);
  }

  step(by) {
    this.outbox.put("step", () => by);
    return true;
  }

  /** Whether anything here can be judged, now or when it has come. */
  get canJudge() {
    return this.data.coming || this.outbox.isBusy || this.data.shots.some((shot) => shot.mark);
  }

  /** Tells the page how the chosen picture is judged, by key as by button; false where nothing can be. */
  judge(what, stars = 0) {
    if (!this.canJudge) return false;
    const { shots, photo } = this.data;
    const judgement = new Judgement(what, stars, photo, shots.find(({ id }) => id === this.right)?.mark);
    this.outbox.put("judge", (late) => judgement.told(this.data, this.right, late));
    return true;
  }

  /** Pins what stands on the left, in the grid what is chosen; or lets go what is pinned. */
  togglePin() {
    const { shots, name, faces } = this.data;
    const id = this.mode === "grid" ? this.right : this.left;
    this.pin = this.pin ? null : new Pin(shots.find((shot) => shot.id === id), shots[0], name);
    this.stage.reconcile(shots, faces, this.pin);
    this.spoken.textContent = this.pin ? `Pinned ${this.pin.named}` : "Unpinned";
    this.repaint();
  }

  moveSplit(by) {
    if (this.mode !== "swipe") return;
    this.split = clamp(this.split + by, 0, 1);
    this.repaint();
  }

  /** Arrow keys, Home and End on the handle, as a slider has them. */
  moveSplitByKey(key, far) {
    const step = far ? 0.1 : 0.02;
    const by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, Home: -1, End: 1 }[key];
    this.moveSplit(by);
    return true;
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen?.().catch(() => undefined); // refused by the browser: the page stays as it is
  }

  // Zoom

  /** The camera of the picture below a pointer: only a pinned one of another photo has its own. */
  cameraAt(pointer) {
    const pinned = this.pin?.isApart && pointer && this.stage.paneAt(pointer)?.shot.id === PINNED;
    return pinned ? this.pin.camera : this.camera;
  }

  /** A pointer's place in the pane below it; the pane's centre when there is none. */
  placeOf(pointer) {
    const { width, height } = this.cameraAt(pointer).box;
    const pane = pointer && this.stage.paneAt(pointer);
    if (!pane) return { x: width / 2, y: height / 2 };
    const bounds = pane.element.getBoundingClientRect();
    return { x: pointer.clientX - bounds.left, y: pointer.clientY - bounds.top };
  }

  /** A point of the photo that was asked for elsewhere on the page. */
  goTo(spot) {
    this.faces.showSpot(spot);
    this.root.scrollIntoView({ block: "nearest" });
  }

  moved(camera = this.camera) {
    if (camera === this.camera) this.faces.leave();
    else this.pin.face = null;
    this.repaint();
  }

  fit() {
    this.camera.fit();
    this.moved();
    if (!this.pin?.isApart) return;
    this.pin.camera.fit();
    this.moved(this.pin.camera);
  }

  zoomTo(scale, pointer) {
    const camera = this.cameraAt(pointer);
    camera.zoomTo(scale, this.placeOf(pointer));
    this.moved(camera);
  }

  zoomBy(factor, pointer) {
    this.zoomTo(this.cameraAt(pointer).scale * factor, pointer);
  }

  oneToOne(pointer) {
    this.zoomTo(this.camera.native, pointer);
  }

  /** Whole pictures are seen closely at the pointer, others whole. */
  turnZoom(pointer) {
    const camera = this.cameraAt(pointer);
    if (camera.fitted) this.zoomTo(camera.closer, pointer);
    else this.fit();
  }

  pan(dx, dy, camera = this.camera) {
    camera.panBy(dx, dy);
    this.moved(camera);
  }

  /** Until the user says, boxes are seen while there is only the original: they would hide what a result changed. */
  get boxed() {
    return this.boxes ?? this.data.shots.length === 1;
  }

  toggleBoxes() {
    if (!this.data.faces.length) return;
    this.boxes = !this.boxed;
    this.repaint();
  }

  /** What lies over the pictures: the photo's parts, spots that are gone, nothing. */
  turnMasks() {
    if (!this.data.computed) return;
    this.masks.turn(this.data.shots.length > 1);
    this.spoken.textContent = this.masks.said;
  }

  // Brushes

  /** The one that is out, or null. */
  get brush() {
    return this.tools.map(({ brush }) => brush).find(({ isOut }) => isOut) ?? null;
  }

  /** The tool that this page and these pictures offer, or null. */
  get tool() {
    return this.tools.find(({ offered }) => offered) ?? null;
  }

  turnBrush() {
    if (this.brush) this.putBrushAway();
    else this.tool?.brush.take(true);
  }

  /** Whether one was out. */
  putBrushAway() {
    const { brush } = this;
    brush?.take(false);
    return brush !== null;
  }

  // Painting

  get isStill() {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  paint() {
    if (!this.data || !this.stage.size.width) return;
    this.keepHeight();
    const { split, blinkSide, pin, boxed, camera } = this;
    const view = { ...this.view, shots: this.data.shots, split, held: this.original.on, blinkSide, pin };
    this.amount.show(view);
    this.difference.prepare(this.stage, view, this.data.computed);
    const shown = this.stage.arrange({ ...view, compared: this.difference.shown });
    this.settle(shown);
    this.stage.show(shown, camera, pin?.camera);
    this.difference.tell();
    for (const tool of this.tools) tool.update({ ...view, shown, faces: this.data.faces });
    this.masks.lay(this.stage.panes, this.data, view);
    this.stage.showHandle(view);
    this.keepBlinking();
    this.stage.element.dataset.mode = this.mode;
    this.stage.element.classList.toggle("zoomed", !camera.fitted);
    this.stage.element.classList.toggle("boxed", boxed);
    this.cursor.update(this.brush, camera.size.width * camera.scale);
    this.bar.update({ ...view, faces: this.data.faces, face: this.faces.at, choice: this.faces.choice, boxed, camera, masks: this.data.computed && this.masks, tool: this.tool });
  }

  /** The stage fills the window where the page wants it to. */
  keepHeight() {
    const { below, height, shots } = this.data;
    const { element, size } = this.stage;
    const inner = { width: window.innerWidth, height: window.innerHeight };
    const left = roomBelow(element, this.scroller);
    const wanted = below === null ? height : stageHeight({ left, below, width: size.width, size: shots[0], inner });
    this.root.style.setProperty("--stage-height", `${wanted}px`);
    this.root.classList.toggle("fills", below !== null);
    const above = element.getBoundingClientRect().top - this.root.getBoundingClientRect().top;
    document.documentElement.style.setProperty("--above-pictures", `${Math.round(above)}px`); // for a page that keeps them in sight
  }

  /** Tells the cameras what is shown and how large; a face that is looked at keeps its place in another mode or size. */
  settle(shown) {
    const ratio = window.devicePixelRatio || 1;
    const common = shown.find(({ id }) => id !== PINNED) ?? shown[0];
    this.camera.settle(this.data.shots[0], common.cell, ratio);
    if (this.pin?.isApart) this.settlePin(shown.find(({ id }) => id === PINNED) ?? common, ratio);
    this.faces.settle();
    if (this.data.start === KEPT) this.faces.keep();
  }

  settlePin({ cell }, ratio) {
    const { camera, face, original } = this.pin;
    camera.settle(original, cell, ratio);
    if (face) turnTo(camera, face, this.faces.eyes, { x: cell.width / 2, y: cell.height / 2 });
  }

  keepBlinking() {
    const wanted = this.mode === "blink" && !this.isStill;
    if (wanted === Boolean(this.blinking)) return;
    clearInterval(this.blinking);
    this.blinking = wanted ? setInterval(() => this.turnOver(), BLINK_MS) : undefined;
  }

  turnOver() {
    this.blinkSide = this.blinkSide === "left" ? "right" : "left";
    this.repaint();
  }
}

export default mounted(Viewer);
