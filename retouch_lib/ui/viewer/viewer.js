// The viewer itself: its state, and what each action does to it. `mount` at the end is what Streamlit calls.

const CHOICES = ["mode", "left", "right"];
const BLINK_MS = 700;
const FACE_SHARE = 0.7; // of the pane's height, for a picture too small for 1:1

class Viewer {
  constructor(root) {
    this.root = root;
    this.spoken = root.querySelector(".spoken");
    this.repaint = () => this.schedule();
    this.stage = new Stage(root.querySelector(".stage"), this.repaint);
    this.camera = new Camera();
    this.own = new Set(); // which of CHOICES the user has made
    this.split = 0.5;
    this.held = false;
    this.blinkSide = "left";
    this.face = -1; // the face last looked at
    this.boxes = null; // whether the user wants boxes around the faces; null: never said
    this.bar = new Bar(root, this);
    this.gestures = new Gestures(this);
    this.keys = new Keys(this);
    this.resized = new ResizeObserver(this.repaint);
  }

  /** Begins to listen; called again on every run of the page. */
  attach({ setStateValue, setTriggerValue }) {
    this.send = setStateValue;
    this.trigger = setTriggerValue;
    this.keys.attach();
    this.bar.attach();
    this.resized.observe(this.stage.element);
    window.addEventListener("resize", this.repaint); // another pixel ratio comes as a resize
  }

  detach() {
    this.keys.detach();
    this.bar.detach();
    this.resized.disconnect();
    window.removeEventListener("resize", this.repaint);
    clearInterval(this.blinking);
    this.blinking = undefined;
  }

  // What the page says

  update(data) {
    const before = this.data;
    const otherPhoto = before && before.shots[0].full !== data.shots[0].full;
    this.data = data;
    this.root.style.setProperty("--stage-height", `${data.height}px`);
    this.root.classList.toggle("photos", data.photos);
    this.follow(before, data);
    this.stage.reconcile(data.shots, data.faces);
    if (!before || otherPhoto) {
      this.face = -1;
      this.startAtFace = data.start === "face";
    }
    this.schedule();
  }

  /** The page's mode, left and right hold until the user has chosen; what the user chose stays while it exists. */
  follow(before, data) {
    if (!before && data.kept) CHOICES.forEach((name) => this.take(name, data.kept[name]));
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
    else this.reported = JSON.stringify(this.view);
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

  /** Tells the page what is chosen, once. */
  report() {
    this.schedule();
    const view = JSON.stringify(this.view);
    if (view === this.reported) return;
    this.reported = view;
    this.spoken.textContent = this.describe();
    this.send("view", this.view);
  }

  describe() {
    const name = (id) => this.data.shots.find((shot) => shot.id === id)?.label ?? "";
    if (this.mode === "grid") return `Grid, ${name(this.right)} chosen`;
    return `${this.mode === "swipe" ? "Swipe" : "Blink"}, left ${name(this.left)}, right ${name(this.right)}`;
  }

  setMode(mode) {
    // With less motion asked for nothing blinks by itself: each press turns the picture over.
    if (mode === "blink" && this.mode === "blink" && this.isStill) this.turnOver();
    this.take("mode", mode);
    this.report();
  }

  choose(side, id) {
    this.take(side, id);
    this.leftIsNext = false;
    this.blinkSide = side;
    this.report();
  }

  chooseNumber(number, asLeft) {
    const shot = this.data.shots[number - 1];
    if (!shot) return false;
    this.choose(asLeft || this.leftIsNext ? "left" : "right", shot.id);
    return true;
  }

  nextIsLeft() {
    this.leftIsNext = true;
    this.spoken.textContent = "Next number chooses the left picture";
  }

  clicked(event) {
    if (this.mode !== "grid") return;
    const pane = this.stage.paneAt(event);
    if (pane) this.choose("right", pane.shot.id);
  }

  step(by) {
    this.trigger("step", by);
    return true;
  }

  holdOriginal(held) {
    if (held === this.held) return;
    this.held = held;
    this.schedule();
  }

  moveSplit(by) {
    if (this.mode !== "swipe") return;
    this.split = clamp(this.split + by, 0, 1);
    this.schedule();
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

  /** A pointer's place in the pane below it; the pane's centre when there is none. */
  placeOf(pointer) {
    const { width, height } = this.camera.box;
    const pane = pointer && this.stage.paneAt(pointer);
    if (!pane) return { x: width / 2, y: height / 2 };
    const bounds = pane.element.getBoundingClientRect();
    return { x: pointer.clientX - bounds.left, y: pointer.clientY - bounds.top };
  }

  moved() {
    this.startAtFace = false;
    this.schedule();
  }

  fit() {
    this.camera.fit();
    this.moved();
  }

  zoomTo(scale, pointer) {
    this.camera.zoomTo(scale, this.placeOf(pointer));
    this.moved();
  }

  zoomBy(factor, pointer) {
    this.zoomTo(this.camera.scale * factor, pointer);
  }

  oneToOne(pointer) {
    this.zoomTo(this.camera.native, pointer);
  }

  pan(dx, dy) {
    this.camera.panBy(dx, dy);
    this.moved();
  }

  nextFace() {
    if (!this.data.faces.length) return;
    this.face = (this.face + 1) % this.data.faces.length;
    this.lookAtFace();
    this.moved();
  }

  /** Until the user says, boxes are seen while there is only the original: they would hide what a result changed. */
  get boxed() {
    return this.boxes ?? this.data.shots.length === 1;
  }

  toggleBoxes() {
    if (!this.data.faces.length) return;
    this.boxes = !this.boxed;
    this.schedule();
  }

  /** Eyes in the middle at 1:1, or closer if the user is; a picture that 1:1 would show whole is filled with the face. */
  lookAtFace() {
    const { camera } = this;
    const face = this.data.faces[this.face];
    const filling = (FACE_SHARE * camera.box.height) / (face.height * camera.size.height);
    const whole = camera.native <= fitScale(camera.size, camera.box);
    const nearest = whole ? Math.max(filling, camera.native) : camera.native;
    camera.lookAt(face.eyes, camera.fitted ? nearest : Math.max(nearest, camera.scale));
  }

  // Painting

  get isStill() {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    if (!this.data || !this.stage.size.width) return;
    const view = { ...this.view, shots: this.data.shots, split: this.split, held: this.held, blinkSide: this.blinkSide };
    const shown = this.stage.arrange(view);
    this.camera.settle(this.data.shots[0], shown[0].cell, window.devicePixelRatio || 1);
    if (this.startAtFace && this.data.faces.length) this.nextFace();
    this.stage.show(shown, this.camera);
    this.stage.showHandle(view);
    this.keepBlinking();
    this.stage.element.dataset.mode = this.mode;
    this.stage.element.classList.toggle("zoomed", !this.camera.fitted);
    this.stage.element.classList.toggle("boxed", this.boxed);
    const { face, boxed, camera } = this;
    this.bar.update({ ...view, faces: this.data.faces, face, boxed, camera });
  }

  keepBlinking() {
    const wanted = this.mode === "blink" && !this.isStill;
    if (wanted === Boolean(this.blinking)) return;
    clearInterval(this.blinking);
    this.blinking = wanted ? setInterval(() => this.turnOver(), BLINK_MS) : undefined;
  }

  turnOver() {
    this.blinkSide = this.blinkSide === "left" ? "right" : "left";
    this.schedule();
  }
}

const VIEWERS = new WeakMap(); // parent element → Viewer: the state outlives reruns of the page

export default function mount({ parentElement, data, ...page }) {
  const root = parentElement.querySelector(".viewer");
  let viewer = VIEWERS.get(parentElement);
  if (viewer?.root !== root) {
    viewer?.detach();
    viewer = new Viewer(root);
    VIEWERS.set(parentElement, viewer);
  }
  viewer.attach(page);
  viewer.update(data);
  const turn = {};
  viewer.turn = turn;
  return () => {
    if (viewer.turn === turn) viewer.detach(); // an overtaken run must not switch off the one after it
  };
}
