// Streamlit's dialogs beside our components: one opens with the cursor in its field, and gives the focus back.
//
// By itself a dialog takes the focus as a whole; and what had it inside a component, behind the border of its shadow
// tree, it can't name to give it back to.

const OPEN_DIALOG = '[data-testid="stDialog"]';
const WRITTEN_IN = 'textarea, input[type="text"]:not([role=combobox])';

/** Watches over the page's dialogs, one at a time, until `signal` is aborted. */
class Dialogs {
  constructor(signal) {
    this.dialog = null;
    this.left = null; // what lost the focus last, outside of dialogs
    this.before = null; // what had it when the dialog opened
    this.filling = new MutationObserver(() => this.write());
    this.closing = new MutationObserver(() => this.dialog?.isConnected || this.close());
    const options = { capture: true, signal };
    window.addEventListener("focusout", (event) => this.leave(event), options);
    window.addEventListener("focusin", (event) => this.enter(event), options);
    signal.addEventListener("abort", () => this.forget());
  }

  leave(event) {
    const [element] = event.composedPath();
    if (!element.closest(OPEN_DIALOG)) this.left = element;
  }

  enter(event) {
    const dialog = event.target.closest?.(OPEN_DIALOG);
    if (!dialog || dialog === this.dialog) return;
    if (!this.dialog) this.before = event.relatedTarget && this.left; // else it was drawn anew while open
    this.dialog = dialog;
    this.closing.observe(document.body, { childList: true, subtree: true });
    this.filling.disconnect();
    this.filling.observe(dialog, { childList: true, subtree: true });
    this.write();
  }

  /** Put the cursor behind what is written there already, as soon as there is a field. */
  write() {
    const field = this.dialog.querySelector(WRITTEN_IN);
    if (!field) return;
    this.filling.disconnect();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  close() {
    const { before } = this;
    this.forget();
    if (before?.isConnected && document.activeElement === document.body) before.focus({ preventScroll: true });
  }

  forget() {
    this.filling.disconnect();
    this.closing.disconnect();
    this.dialog = this.before = null;
  }
}
