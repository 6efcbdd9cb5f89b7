// What the page is to be told once each, in order: a step, a judgement. One is on its way at a time, as a run of the page
// that is overtaken by another press would lose what it was told.

const PATIENCE_MS = 8000; // a page that says nothing for so long is told the next

class Outbox {
  constructor() {
    this.waiting = [];
    this.last = 0;
    this.underWay = null;
  }

  /** `tell(name, value)`: how the page is told, in this run. */
  attach(tell) {
    this.tell = tell;
  }

  detach() {
    this.waiting = [];
    this.arrived();
  }

  put(name, value) {
    this.waiting.push([name, value]);
    this.next();
  }

  /** The page has heard everything up to this number. */
  heard(number) {
    if (this.underWay && number === this.underWay.number) this.arrived();
  }

  arrived() {
    clearTimeout(this.underWay?.timer);
    this.underWay = null;
    this.next();
  }

  next() {
    if (this.underWay || !this.waiting.length) return;
    const [name, value] = this.waiting.shift();
    this.last += 1;
    this.underWay = { number: this.last, timer: setTimeout(() => this.arrived(), PATIENCE_MS) };
    this.tell(name, { value, number: this.last });
  }
}
