// What the page is to be told once each, in order: a step, a judgement. One is on its way at a time, and what comes next
// is said only when the page shows what became of the one before.

const PATIENCE_MS = 20000; // a page that says nothing for so long is told the next
const LATE_MS = 8000; // so long is waited for what is still to come

class Outbox {
  constructor() {
    this.waiting = [];
    this.last = 0;
    this.underWay = null;
    this.lateness = null;
  }

  /** `tell(name, value)`: how the page is told, in this run. */
  attach(tell) {
    this.tell = tell;
  }

  detach() {
    this.waiting = [];
    this.arrived();
  }

  get isBusy() {
    return this.underWay !== null || this.waiting.length > 0;
  }

  /**
   * `say(late)` is asked for the value when its turn comes. With null it waits and is asked again when the page has run;
   * in the end with `late`: then it says its last word, and what waits behind it is dropped.
   */
  put(name, say) {
    this.waiting.push([name, say]);
    this.next();
  }

  /** The page has run, and shows what became of everything up to this number. */
  heard(number) {
    if (number === this.underWay?.number) this.arrived();
    else this.next();
  }

  arrived() {
    clearTimeout(this.underWay?.timer);
    this.underWay = null;
    this.next();
  }

  next() {
    if (this.underWay) return;
    const [name, say] = this.waiting[0] ?? [];
    const value = say?.(false) ?? null;
    if (say && value === null) this.lateness ??= setTimeout(() => this.giveUp(), LATE_MS);
    else this.endWaiting();
    if (value === null) return;
    this.waiting.shift();
    this.send(name, value);
  }

  giveUp() {
    const [[name, say]] = this.waiting;
    this.waiting = [];
    this.endWaiting();
    this.send(name, say(true));
  }

  endWaiting() {
    clearTimeout(this.lateness);
    this.lateness = null;
  }

  send(name, value) {
    this.last += 1;
    this.underWay = { number: this.last, timer: setTimeout(() => this.arrived(), PATIENCE_MS) };
    this.tell(name, { value, number: this.last });
  }
}
