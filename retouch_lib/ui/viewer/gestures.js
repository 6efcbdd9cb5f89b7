// Mouse, pen and fingers on the stage.

const CLICK = 4; // a press that moves less than this (CSS pixels) is a click
const TWICE = 400; // ms within which a second click belongs to the first
const PENS_ERASER = 5; // a pen's other end, as a button
const WHEEL_PAUSE = 400; // ms after the last zoom until the wheel may scroll the page again

class Gestures {
  constructor(viewer) {
    this.viewer = viewer;
    this.stage = viewer.stage.element;
    this.handle = viewer.stage.handle;
    this.pointer = null; // where the pointer is, {clientX, clientY}
    this.pressed = new Map(); // pointer id → where it was last
    this.kind = "";
    this.lastWheel = -Infinity;
    this.lastClick = -Infinity;
    this.stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.stage.addEventListener("pointerdown", (event) => this.down(event));
    this.stage.addEventListener("pointermove", (event) => this.move(event));
    this.stage.addEventListener("pointerup", (event) => this.up(event));
    this.stage.addEventListener("pointercancel", (event) => this.up(event));
    this.stage.addEventListener("pointerleave", () => {
      this.pointer = null;
      viewer.cursor.follow(null);
    });
    this.handle.addEventListener("dblclick", () => viewer.moveSplit(0.5 - viewer.split));
  }

  wheel(event) {
    const camera = this.viewer.cameraAt(event);
    const outwards = event.deltaY > 0;
    if (camera.fitted && outwards && event.timeStamp - this.lastWheel > WHEEL_PAUSE) return; // lets the page scroll
    event.preventDefault();
    this.lastWheel = event.timeStamp;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const speed = event.ctrlKey ? 0.01 : 0.0015; // a trackpad's pinch comes as small steps with Ctrl
    this.viewer.zoomBy(Math.exp(clamp(-event.deltaY * lines * speed, -0.5, 0.5)), event);
  }

  down(event) {
    if ((event.button > 1 && event.button !== PENS_ERASER) || event.target.closest(".note button, .legend")) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pressed.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.travelled = 0;
    this.camera = this.viewer.cameraAt(event);
    this.kind = this.kindOf(event);
    if (this.kind === "pinch") this.beginPinch();
    if (this.kind === "brush") this.beginStroke(event);
    if (event.button === 1) event.preventDefault(); // the browser's own scrolling by middle button
    this.stage.classList.toggle("dragging", this.kind === "pan");
  }

  kindOf(event) {
    const { viewer } = this;
    if (this.pressed.size > 1) return "pinch";
    if (viewer.commands.space || event.button === 1) return "pan";
    if (event.target === this.handle) return "split";
    if (this.paintsAt(event)) return "brush";
    if (!this.camera.fitted) return "pan";
    return viewer.mode === "swipe" ? "split" : "";
  }

  /** Whether a press there is a stroke: where several pictures are seen, on the one that is painted on. */
  paintsAt(event) {
    const { brush, tools, mode, original, stage } = this.viewer;
    if (!brush) return false;
    const pane = stage.paneAt(event);
    const isAlone = original.on || (mode !== "swipe" && mode !== "grid");
    return isAlone || !pane || tools.find((tool) => tool.brush === brush).paintsOn(pane.shot);
  }

  move(event) {
    this.pointer = { clientX: event.clientX, clientY: event.clientY };
    this.viewer.cursor.follow(this.pointer);
    const last = this.pressed.get(event.pointerId);
    if (!last) return;
    const now = { x: event.clientX, y: event.clientY };
    this.pressed.set(event.pointerId, now);
    if (this.kind === "pinch") this.pinch();
    if (this.kind === "brush") this.goOn(event);
    this.travelled += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
    if (this.kind === "pan") this.viewer.pan(now.x - last.x, now.y - last.y, this.camera);
    if (this.kind === "split") this.viewer.moveSplit((now.x - last.x) / this.stage.clientWidth);
  }

  /** A picture of another photo takes no stroke. */
  beginStroke(event) {
    const pane = this.viewer.stage.paneAt(event);
    this.painted = pane && this.camera === this.viewer.camera ? pane : null;
    const erases = event.button === PENS_ERASER || undefined;
    if (this.painted) this.viewer.brush.begin(this.pointOf(event), erases);
  }

  /** The browser puts several moves of a fast hand together. */
  goOn(event) {
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length ? moves : [event]) this.viewer.brush?.move(this.pointOf(each), this.camera.size);
  }

  /** Where in the photo a pointer is, beside the pane too. */
  pointOf({ clientX, clientY }) {
    const { left, top } = this.painted?.element.getBoundingClientRect() ?? { left: 0, top: 0 };
    return this.camera.pointAt({ x: clientX - left, y: clientY - top });
  }

  endStroke(event) {
    const { brush } = this.viewer;
    if (event.type === "pointerup") brush?.end();
    else brush?.cancel();
  }

  /** How far two fingers are apart, and where between them is in the pane. */
  get fingers() {
    const [one, other] = [...this.pressed.values()];
    const middle = { clientX: (one.x + other.x) / 2, clientY: (one.y + other.y) / 2 };
    return { apart: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)), place: this.viewer.placeOf(middle) };
  }

  beginPinch() {
    this.viewer.brush?.cancel();
    const { camera } = this;
    const { apart, place } = this.fingers;
    this.pinched = { point: camera.pointAt(place), scale: camera.scale / apart };
  }

  /** What was between the fingers stays between them. */
  pinch() {
    const { apart, place } = this.fingers;
    this.camera.pin(this.pinched.point, place, this.pinched.scale * apart);
    this.viewer.moved(this.camera);
  }

  up(event) {
    if (!this.pressed.delete(event.pointerId)) return;
    if (this.kind === "brush") this.endStroke(event);
    const clicked = event.type === "pointerup" && this.travelled < CLICK && this.pressed.size === 0;
    if (clicked && this.kind !== "pinch" && this.kind !== "brush") this.click(event);
    if (this.kind === "pinch" && this.pressed.size === 1) this.kind = "pan";
    if (this.pressed.size > 0) return;
    this.kind = "";
    this.stage.classList.remove("dragging");
  }

  /** A second click at once is a habit from where it takes two: it must not undo the first. */
  click(event) {
    if (event.target === this.handle || event.button) return;
    if (event.timeStamp - this.lastClick < TWICE) return;
    this.lastClick = event.timeStamp;
    this.viewer.clicked(event);
  }
}
