// Who gets a key: one listener for all components on the page, one component for each press.

const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const PRESSED_ONLY = ["checkbox", "radio", "button", "submit", "range"];
const ARROWS_OF_ITS_OWN = "input, select, [role=slider], [role=radio], [role=tab], [role=separator], [role=listbox]";
const KEYS_OF_ITS_OWN = "[role=menu], [role=combobox], [role=grid], [role=treegrid], [role=tree]";
const DIALOG = '[role=dialog][aria-modal=true], [data-testid="stDialog"] [role=dialog]';

function targetOf(event) {
  const [target] = event.composedPath();
  return target instanceof Element ? target : null;
}

function isTyping(event) {
  const input = targetOf(event)?.closest(FIELDS);
  return Boolean(input) && !PRESSED_ONLY.includes(input.type);
}

/** A component's ear: what it does with a meaning, asked only when the key is its own. */
class Keyboard {
  /**
   * `root`: its element. `rank`: of two that know a meaning, neither with the focus, the higher one gets it.
   * `hears.down(meaning, event)` returns whether it did something; `hears.up(event)` and `hears.letGo()` end what
   * holding a key began.
   */
  constructor(root, rank, hears) {
    this.root = root;
    this.rank = rank;
    this.hears = hears;
    this.single = true;
    root.addEventListener("pointermove", () => KEYBOARDS.point(this));
    root.addEventListener("pointerleave", () => KEYBOARDS.leave(this));
  }

  attach() {
    KEYBOARDS.add(this);
  }

  detach() {
    KEYBOARDS.remove(this);
    this.hears.letGo?.();
  }

  get isThere() {
    return this.root.isConnected && this.root.getClientRects().length > 0;
  }

  get isPointed() {
    return KEYBOARDS.pointed === this;
  }

  hasFocus(event) {
    return event.composedPath().includes(this.root);
  }

  /** Whether a key with this meaning may be this component's at all. */
  mayHave(meaning, event) {
    const focused = this.hasFocus(event);
    if (meaning.character) return this.single;
    if (meaning.name === "space") return focused || (this.isPointed && this.single);
    if (!MOVING.has(meaning.name)) return true;
    if (focused) return !targetOf(event).closest("input, select");
    return meaning.name === "arrow" && this.single && !targetOf(event)?.closest(ARROWS_OF_ITS_OWN);
  }
}

/** All that listen. There is one of these on a page, however many components bring this script. */
class Keyboards {
  constructor() {
    this.all = new Set();
    this.pointed = null;
    this.listening = null;
  }

  add(keyboard) {
    this.all.add(keyboard);
    if (this.listening) return;
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    // On the window and capturing: before Streamlit's own listeners.
    window.addEventListener("keydown", (event) => this.down(event), options);
    window.addEventListener("keyup", (event) => this.up(event), options);
    window.addEventListener("blur", () => this.letGo(), options);
    new Dialogs(this.listening.signal);
  }

  remove(keyboard) {
    this.all.delete(keyboard);
    this.leave(keyboard);
    if (this.all.size) return;
    this.listening?.abort();
    this.listening = null;
  }

  point(keyboard) {
    this.pointed = keyboard;
  }

  leave(keyboard) {
    if (this.pointed === keyboard) this.pointed = null;
  }

  letGo() {
    for (const keyboard of this.all) keyboard.hears.letGo?.();
  }

  /** Those who may get the key: first the one with the focus, then the one under the pointer, then by rank. */
  order(event) {
    const place = (keyboard) => (keyboard.hasFocus(event) ? 2 : Number(keyboard === this.pointed));
    const there = [...this.all].filter((keyboard) => keyboard.isThere);
    return there.sort((a, b) => place(b) - place(a) || b.rank - a.rank);
  }

  down(event) {
    // Whoever walks with Tab types into what has the focus, wherever the pointer rests.
    if (event.key === "Tab" && !this.pointed?.hasFocus(event)) this.pointed = null;
    if (!event.key || isTyping(event) || this.isOthers(event)) return; // autofill sends no key
    const meaning = meaningOf(event);
    if (!meaning) return;
    const did = this.order(event).some((each) => each.mayHave(meaning, event) && each.hears.down(meaning, event));
    if (did || meaning.name === "nothing") this.consume(event);
  }

  up(event) {
    const did = [...this.all].filter((keyboard) => event.key && keyboard.hears.up?.(event));
    if (did.length) this.consume(event); // else a button elsewhere that has the focus would be pressed
  }

  /** An open dialog or menu, and a table of the page that has the focus, keep all their keys. */
  isOthers(event) {
    const ours = [...this.all].some((keyboard) => keyboard.hasFocus(event));
    if (ours) return targetOf(event).closest("dialog[open], [role=menu]") !== null;
    return document.querySelector(DIALOG) !== null || Boolean(targetOf(event)?.closest(KEYS_OF_ITS_OWN));
  }

  consume(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

const KEYBOARDS = (window[Symbol.for("retouch_lab.keyboards")] ??= new Keyboards());
