// Pictures that are wanted next, fetched one at a time and only while nothing in sight is on its way.

const SCREENS_AHEAD = 2;

class Ahead {
  /** `body`: what the pictures in sight stand in. */
  constructor(body) {
    this.body = body;
    this.waiting = [];
    this.had = new Set(); // addresses fetched or in sight once: the browser keeps them
    this.image = new Image();
    this.image.fetchPriority = "low";
    for (const heard of ["load", "error"]) {
      this.image.addEventListener(heard, () => this.next());
      body.addEventListener(heard, () => this.next(), true); // those of pictures in sight don't bubble
    }
  }

  /** These, the soonest wanted first, and nothing that was wanted before. */
  want(addresses) {
    this.waiting = addresses.filter((address) => address && !this.had.has(address));
    if (this.fetching && !addresses.includes(this.fetching)) this.stop();
    this.next();
  }

  next() {
    if (this.fetching && !this.image.complete) return;
    this.fetching = "";
    const inSight = [...this.body.querySelectorAll("img[src]")];
    if (!this.waiting.length || inSight.some((image) => !image.complete)) return;
    this.fetching = this.waiting.shift();
    this.had.add(this.fetching);
    this.image.src = this.fetching;
  }

  stop() {
    this.had.delete(this.fetching);
    this.fetching = "";
    this.image.removeAttribute("src");
  }
}

/** Rows beside those in sight, the nearest first: behind them, or before them where the grid is scrolled upwards. */
function rowsAhead({ from, to }, isUpwards, count) {
  const many = SCREENS_AHEAD * (to - from);
  const places = Array.from({ length: many }, (_, i) => (isUpwards ? from - 1 - i : to + i));
  return places.filter((place) => place >= 0 && place < count);
}
