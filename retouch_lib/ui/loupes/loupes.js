// Rows of crops: a row for each place, a crop of it for each picture. A crop that stays is not loaded anew.

const MOST_CHANGED = 3; // places where any result differs most
const APART = 0.1; // of a side: nearer ones are one place
const LEAST = 1; // ΔE00 below which nothing is to be seen there
const GAP = 4; // CSS pixels between crops

/** The name by which a crop around this point is asked for. */
function regionOf({ x, y }) {
  const share = (value) => Math.min(1, Math.max(0, value)).toFixed(4);
  return `x${share(x)}y${share(y)}`;
}

/** The widest of these, in device pixels, of which so many stand side by side; the narrowest where none do. */
function sideFor(sides, count, width, ratio) {
  const room = ((width - GAP * (count - 1)) / count) * ratio;
  return sides.findLast((side) => side <= room) ?? sides[0];
}

/** Of what was found in several results, [x, y, ΔE00] each, the most changed places, none of them twice. */
function mostChanged(found) {
  const kept = [];
  for (const [x, y, difference] of found.flat().sort((a, b) => b[2] - a[2])) {
    const near = kept.some((place) => Math.hypot(place.x - x, place.y - y) < APART);
    if (!near && difference >= LEAST && kept.length < MOST_CHANGED) kept.push({ x, y, difference });
  }
  return kept;
}

class Loupes {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector(".table");
    this.trouble = root.querySelector(".trouble");
    this.bar = root.querySelector(".faces");
    this.counter = this.bar.querySelector("span");
    this.face = 0;
    this.found = new Map(); // address → [[x, y, ΔE00], …]
    this.buttons = new Map(); // address of a crop → its button
    for (const button of this.bar.querySelectorAll("button")) {
      button.onclick = () => this.turn(Number(button.dataset.by));
    }
    this.resized = new ResizeObserver(() => this.draw());
  }

  attach({ setTriggerValue }) {
    this.tell = setTriggerValue;
    this.resized.observe(this.root);
  }

  detach() {
    this.resized.disconnect();
  }

  update(data) {
    this.data = data;
    this.face = Math.min(this.face, Math.max(0, data.faces.length - 1));
    this.draw();
    for (const { places } of data.pictures) {
      if (places && !this.found.has(places)) this.look(places);
    }
  }

  async look(address) {
    this.found.set(address, []);
    try {
      const answer = await fetch(address);
      this.found.set(address, answer.ok ? await answer.json() : null);
    } catch {
      this.found.set(address, null);
    }
    this.draw();
  }

  turn(by) {
    const { length } = this.data.faces;
    this.face = (this.face + by + length) % length;
    this.draw();
  }

  /** What is looked at: [{name, x, y}]. */
  get places() {
    const { faces, pictures } = this.data;
    const own = (faces[this.face] ?? []).map(([name, [x, y]]) => ({ name, x, y }));
    const found = pictures.map(({ places }) => this.found.get(places)).filter(Boolean);
    const changed = mostChanged(found).map(({ x, y, difference }, i) => {
      return { name: `change ${i + 1}: ΔE00 ${difference.toFixed(1)}`, x, y };
    });
    return [...own, ...changed];
  }

  draw() {
    if (!this.data || !this.root.clientWidth) return;
    const { faces, pictures, sides } = this.data;
    const ratio = window.devicePixelRatio || 1;
    const side = sideFor(sides, pictures.length, this.root.clientWidth, ratio);
    this.bar.hidden = faces.length < 2;
    this.counter.textContent = `face ${this.face + 1}/${faces.length}`;
    this.table.replaceChildren(...this.places.flatMap((place) => [this.heading(place), this.row(place, side, side / ratio)]));
    this.sayTrouble();
  }

  heading({ name }) {
    const heading = document.createElement("h4");
    heading.textContent = name;
    return heading;
  }

  row(place, side, shown) {
    const row = document.createElement("div");
    row.className = "row";
    row.append(...this.data.pictures.map((picture) => this.crop(picture, place, side, shown)));
    return row;
  }

  crop(picture, place, side, shown) {
    const address = picture.crop.replace("{region}", regionOf(place)).replace("{side}", side);
    if (!this.buttons.has(address)) this.buttons.set(address, this.button(address));
    const button = this.buttons.get(address);
    const tag = button.lastChild;
    tag.textContent = [picture.label, picture.note].filter(Boolean).join(" · ");
    button.style.width = button.style.height = `${shown}px`;
    button.setAttribute("aria-label", `${place.name}, ${tag.textContent}: show in the viewer`);
    button.onclick = () => this.tell("spot", { x: place.x, y: place.y });
    return button;
  }

  button(address) {
    const button = document.createElement("button");
    button.type = "button";
    const image = new Image();
    image.loading = "lazy";
    image.alt = "";
    image.onload = () => {
      image.style.width = `${image.naturalWidth / (window.devicePixelRatio || 1)}px`; // its own pixels on the screen's
    };
    image.src = address;
    button.append(image, document.createElement("span"));
    return button;
  }

  sayTrouble() {
    const failed = [...this.found.values()].includes(null);
    const waiting = this.data.pictures.some(({ places }) => places && this.found.get(places)?.length === 0);
    const none = !this.places.length && !waiting;
    const words = [
      failed && "Where a result of another size changed most is not told.",
      none && !failed && "There is no face, and nothing changed enough to be seen.",
    ].filter(Boolean);
    this.trouble.textContent = words.join(" ");
    this.trouble.hidden = !words.length;
  }
}

export default mounted(Loupes);
