// From spot to spot by keys, and by buttons: one button stands for the spot that is looked at.

const SPOT_STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

class SpotWalk {
  /** `turned(spot)` is called when one is to be kept or let go, `went(spot)` when another one is looked at. */
  constructor(element, { turned, went, changed }) {
    Object.assign(this, { element, went });
    this.spots = []; // as `listedSpots` has them
    this.at = 0;
    this.isLooked = false; // whether the focus is here
    [this.before, this.button, this.next] = element.querySelectorAll("button");
    this.before.onclick = () => this.go(this.at - 1);
    this.next.onclick = () => this.go(this.at + 1);
    this.button.onclick = () => turned(this.current);
    for (const [name, isLooked] of [["focusin", true], ["focusout", false]]) {
      element.addEventListener(name, () => {
        this.isLooked = isLooked;
        changed();
      });
    }
  }

  get current() {
    return this.spots[this.at] ?? null;
  }

  /** The spot that the focus is on, or null. */
  get looked() {
    return this.isLooked ? this.current : null;
  }

  has(focused) {
    return Boolean(focused) && this.element.contains(focused);
  }

  /** Round, but Home and End go to the first and the last one. */
  go(to) {
    const count = this.spots.length;
    this.at = Math.abs(to) === Infinity ? (to < 0 ? 0 : count - 1) : (to + count) % count;
    this.went(this.current);
  }

  goByKey(key) {
    this.go(this.at + SPOT_STEPS[key]);
    return true;
  }

  update(spots) {
    this.spots = spots;
    this.at = Math.max(0, Math.min(this.at, spots.length - 1));
    this.element.hidden = !spots.length;
    if (!this.current) return;
    this.button.textContent = `Spot ${this.at + 1} of ${spots.length}`;
    this.button.setAttribute("aria-label", `Keep: ${this.inWords}`);
    this.button.setAttribute("aria-pressed", String(this.current.isKept));
  }

  /** "Spot 2 of 7, like a mole or freckle" */
  get inWords() {
    return `Spot ${this.at + 1} of ${this.spots.length}${this.current.isMole ? ", like a mole or freckle" : ""}`;
  }
}
