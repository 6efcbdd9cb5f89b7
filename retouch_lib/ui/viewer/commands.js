// The keyboard. Keys belong to the viewer under the pointer, or else to the one that holds the focus.

const SWALLOWED = new Set(["r", "c"]); // Streamlit's shortcuts for "rerun" and "clear cache"
const PAN_STEP = 60;
let hovered = null; // the viewer under the pointer

const PRESSED = {
  0: (viewer) => viewer.fit(),
  z: (viewer) => viewer.oneToOne(viewer.gestures.pointer),
  e: (viewer) => viewer.nextFace(),
  x: (viewer) => viewer.toggleBoxes(),
  f: (viewer) => viewer.toggleFullscreen(),
  s: (viewer) => viewer.setMode("swipe"),
  g: (viewer) => viewer.setMode("grid"),
  b: (viewer) => viewer.setMode("blink"),
  a: (viewer) => viewer.nextIsLeft(),
};

const REPEATED = {
  "[": (viewer) => viewer.moveSplit(-0.02),
  "]": (viewer) => viewer.moveSplit(0.02),
  "+": (viewer) => viewer.zoomBy(1.25),
  "=": (viewer) => viewer.zoomBy(1.25),
  "-": (viewer) => viewer.zoomBy(0.8),
};

const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function isTyping(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  const input = target.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])");
  return Boolean(input) && !["checkbox", "radio", "button", "submit"].includes(input.type);
}

/** Whether the element that has the focus needs the arrow keys itself (a slider, a radio button, a list). */
function usesArrows(event) {
  const target = event.composedPath()[0];
  return target instanceof Element && Boolean(target.closest("input, select, [role=slider], [role=listbox], [role=tab]"));
}

class Keys {
  constructor(viewer) {
    this.viewer = viewer;
    this.root = viewer.root;
    this.space = false;
    this.listening = null;
    this.root.addEventListener("pointermove", () => {
      hovered = viewer;
    });
    this.root.addEventListener("pointerleave", () => this.leave());
  }

  attach() {
    if (this.listening) return; // a rerun changes nothing: keys held down stay held
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    // On the window and capturing: before Streamlit's own listeners.
    window.addEventListener("keydown", (event) => this.down(event), options);
    window.addEventListener("keyup", (event) => this.up(event), options);
    window.addEventListener("blur", () => this.letGo(), options);
  }

  detach() {
    this.listening?.abort();
    this.listening = null;
    this.leave();
    this.letGo();
  }

  leave() {
    if (hovered === this.viewer) hovered = null;
  }

  letGo() {
    this.setSpace(false);
    this.viewer.holdOriginal(false);
  }

  get focused() {
    return this.root.getRootNode().activeElement ?? null;
  }

  get isMine() {
    return hovered ? hovered === this.viewer : this.focused !== null;
  }

  down(event) {
    // Whoever walks with Tab types into what has the focus, wherever the pointer rests.
    if (event.key === "Tab" && !this.focused) this.leave();
    const command = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
    if (!this.isMine || command || !event.key || isTyping(event)) return; // autofill sends no key
    if (this.handle(event)) this.consume(event);
  }

  up(event) {
    const original = ["\\", "o", "O"].includes(event.key) || event.code === "Backslash";
    if (original) this.viewer.holdOriginal(false);
    if (event.key === " " && this.space) {
      this.setSpace(false);
      this.consume(event); // else a button elsewhere that has the focus would be pressed
    }
  }

  consume(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Does what the key says; true when it was one of ours. */
  handle(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (SWALLOWED.has(key)) return true;
    if (key === " ") return this.pressSpace();
    if (key === "Escape") return this.viewer.bar.close();
    if (key === "\\" || key === "o" || event.code === "Backslash") return this.viewer.holdOriginal(true) ?? true;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit) return this.viewer.chooseNumber(Number(digit[1]), event.altKey || event.shiftKey);
    if (REPEATED[key]) return REPEATED[key](this.viewer) ?? true;
    if (ARROWS[key] || key === "Home" || key === "End") return this.arrow(key, event);
    if (!PRESSED[key]) return false;
    if (!event.repeat) PRESSED[key](this.viewer);
    return true;
  }

  pressSpace() {
    const button = this.focused?.closest("button, summary");
    if (button) return false; // Space presses the viewer's own button when that has the focus
    this.setSpace(true);
    return true;
  }

  setSpace(down) {
    this.space = down;
    this.viewer.stage.element.classList.toggle("grab", down);
  }

  arrow(key, event) {
    const { viewer } = this;
    if (this.focused === viewer.stage.handle) return viewer.moveSplitByKey(key, event.shiftKey);
    const [x, y] = ARROWS[key] ?? [0, 0];
    if (viewer.data.photos && x && !event.shiftKey && (this.focused || !usesArrows(event))) return viewer.step(-x);
    if (!this.focused || viewer.camera.fitted || !ARROWS[key]) return false;
    viewer.pan(x * PAN_STEP, y * PAN_STEP);
    return true;
  }
}
