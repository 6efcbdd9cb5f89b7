// Judgements on their way to the page. Each has a number, and goes again with the next until the page says that it has
// it: of two that are told at once the browser may pass on only the later one.

const AGAIN_MS = 4000;

class Ledger {
  constructor(send) {
    this.send = send;
    this.by = crypto.randomUUID?.() ?? String(Math.random()); // crypto is missing where a page is not "secure"
    this.last = 0;
    this.waiting = [];
  }

  add(judgement) {
    this.last += 1;
    this.waiting.push({ number: this.last, ...judgement });
    this.tell();
  }

  tell() {
    clearTimeout(this.timer);
    if (!this.waiting.length) return;
    this.send({ by: this.by, judgements: this.waiting });
    this.timer = setTimeout(() => this.tell(), AGAIN_MS);
  }

  /** The page has those of `by` up to this number. */
  settle({ by, upto }) {
    if (by !== this.by) return;
    this.waiting = this.waiting.filter(({ number }) => number > upto);
    if (!this.waiting.length) clearTimeout(this.timer);
  }

  close() {
    clearTimeout(this.timer);
  }
}
