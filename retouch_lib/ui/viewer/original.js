// The original in place of all pictures: a short press of its key or button switches it, a longer one shows it meanwhile.

const TAP_MS = 250;

class Original {
  /** `changed` is called when it is shown, and when it is not any more. */
  constructor(changed) {
    this.changed = changed;
    this.on = false;
    this.pressed = null;
  }

  /** A press begins, `at` in ms. */
  press(at) {
    this.pressed ??= { at, on: this.on };
    this.show(true);
  }

  release(at) {
    if (!this.pressed) return;
    const { at: since, on } = this.pressed;
    this.pressed = null;
    this.show(at - since < TAP_MS ? !on : on);
  }

  toggle() {
    this.show(!this.on);
  }

  show(on) {
    if (on === this.on) return;
    this.on = on;
    this.changed();
  }
}
