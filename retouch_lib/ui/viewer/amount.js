// The slider from the original to the chosen result. What it moves is seen at once; the page is told when it rests.

const FULL_AMOUNT = 1000; // a strength in thousandths: the result as it came
const AMOUNT_RESTS_MS = 200; // without a further move: arrow keys come one by one
const AMOUNT_ROOM = 220; // CSS pixels that it has at least, beside a split that leaves its result less
const LEGENDS_GAP = 4;
const AMOUNT_SERIES_MS = 1000; // within which arrow presses are one step to be undone

function amountInWords(strength) {
  return `${Math.round(strength) / 10} %`;
}

class Amount {
  constructor(root, viewer) {
    this.viewer = viewer;
    this.place = root.querySelector(".of-result");
    this.panel = root.querySelector(".legend.amount");
    const find = (name) => root.querySelector(`[data-do=${name}]`);
    [this.button, this.undo, this.redo, this.whole] = ["amount", "amount-undo", "amount-redo", "amount-whole"].map(find);
    [this.range, this.number] = ["range", "number"].map((type) => this.panel.querySelector(`[type=${type}]`));
    this.more = this.panel.querySelector(".more");
    this.isOpen = false;
    this.shot = null;
    this.moving = null; // the id of the shot whose slider is on its way
    this.series = { shot: null, at: -Infinity }; // whose slider an arrow key moved last, and when
    this.clear = find("amount-clear");
    this.brush = new Brush({
      painted: (stroke, piece) => this.paint(stroke, piece),
      done: (stroke) => this.tell({ what: "stroke", stroke }, this.painting),
      dropped: () => this.picture(this.painting)?.rest(),
      changed: viewer.repaint,
    });
    this.paintRow = this.panel.querySelector(".paint");
    this.brushBar = new BrushBar(this.paintRow, this.brush);
    this.clear.onclick = () => this.tell({ what: "clear" });
    this.button.onclick = () => this.turn();
    this.range.oninput = () => this.move(this.range.valueAsNumber * 10);
    this.range.onchange = () => this.rest();
    this.range.onkeydown = () => this.take(true);
    this.range.onpointerdown = () => this.take(false); // a handler that returned false would keep the slider from moving
    this.number.onchange = () => this.type();
    this.undo.onclick = () => this.go("undo");
    this.redo.onclick = () => this.go("redo");
    this.whole.onclick = () => this.put(FULL_AMOUNT);
    this.panel.onkeydown = (event) => this.key(event);
  }

  turn() {
    this.isOpen = !this.isOpen;
    this.viewer.repaint();
    if (this.isOpen) requestAnimationFrame(() => this.range.focus());
  }

  /** A key moves the slider, or a pointer does. */
  take(byKey) {
    this.byKey = byKey;
  }

  /** What was begun is told before another picture is chosen. */
  follow(shot) {
    if (this.moving && this.moving !== shot?.id) this.settle();
    this.shot = shot?.amount ? shot : null;
  }

  // What the user does

  move(strength) {
    this.moving = this.shot.id;
    this.strength = strength;
    clearTimeout(this.resting);
    this.hear(strength);
  }

  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), AMOUNT_RESTS_MS);
  }

  settle() {
    clearTimeout(this.resting);
    const { moving: shot, strength } = this;
    this.moving = null;
    if (!shot) return;
    const now = performance.now();
    const goesOn = Boolean(this.byKey) && this.series.shot === shot && now - this.series.at < AMOUNT_SERIES_MS;
    this.series = { shot: this.byKey ? shot : null, at: now };
    this.tell({ what: "strength", strength, goes_on: goesOn }, shot);
  }

  put(strength) {
    this.byKey = false;
    this.move(strength);
    this.settle();
  }

  /** What is no number changes nothing. */
  type() {
    const value = this.number.valueAsNumber;
    if (!Number.isNaN(value)) this.put(clamp(Math.round(value * 10), 0, FULL_AMOUNT));
    this.number.blur();
    this.viewer.repaint();
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target === this.number) return;
    const letter = event.key.toLowerCase();
    if (letter !== "z" && letter !== "y") return;
    event.preventDefault();
    event.stopPropagation();
    this.go(letter === "z" && !event.shiftKey ? "undo" : "redo");
  }

  /** "undo" or "redo", if there is such a step. */
  go(what) {
    if (this.shot?.amount[what === "undo" ? "back" : "ahead"]) this.tell({ what });
  }

  tell(told, shot = this.shot.id) {
    if (told.what !== "strength") this.series = { shot: null, at: -Infinity };
    this.viewer.outbox.put("amount", () => ({ shot, ...told }));
  }

  get named() {
    return "Brush: give the original back";
  }

  /** Whether there is a picture that it can paint on. */
  get offered() {
    return this.shot !== null;
  }

  /** Whether it is that one. */
  paintsOn({ id }) {
    return id === this.shot?.id;
  }

  /** A stroke is one of the picture that was chosen when it began. */
  paint(stroke, piece) {
    if (stroke.points.length === 1) this.painting = this.shot?.id;
    this.picture(this.painting)?.paint(stroke, piece);
    this.viewer.repaint();
  }

  hear(strength) {
    this.picture(this.moving)?.hear(strength);
    this.viewer.repaint();
  }

  picture(id) {
    const picture = this.viewer.stage.panes.get(id)?.picture;
    return picture instanceof AmountPicture ? picture : null;
  }

  // What is shown

  /** As one of the viewer's tools; what it says was drawn before the pictures were. */
  update({ shown }) {
    const its = this.shot && shown.find(({ id }) => id === this.shot.id);
    if (its) this.stand(its);
  }

  /** Low in what is seen of its result, above what explains colours; a narrow page has it below the pictures. */
  stand({ cell, from }) {
    const { element, legends } = this.viewer.stage;
    const width = Math.min(cell.width, Math.max(cell.width * (1 - from), AMOUNT_ROOM));
    const beneath = [...legends.children].some(({ hidden }) => !hidden) ? legends.offsetHeight + LEGENDS_GAP : 0;
    const { style } = this.place;
    style.setProperty("--left", `${element.offsetLeft + cell.left + cell.width - width}px`);
    style.setProperty("--width", `${width}px`);
    style.setProperty("--end", `${element.offsetTop + cell.top + cell.height - beneath}px`);
  }

  /** Once the page shows what was told, its amounts are those that are seen. */
  show({ shots, right }) {
    this.follow(shots.find(({ id }) => id === right));
    const rests = !this.moving && !this.brush.stroke && !this.viewer.outbox.isBusy;
    if (rests) shots.forEach(({ id }) => this.picture(id)?.rest());
    if (!this.shot && this.brush.isOut) this.brush.take(false);
    this.place.hidden = !shots.some(({ amount }) => amount);
    this.panel.hidden = !this.shot;
    if (this.shot) this.draw(this.picture(this.shot.id)?.seen ?? this.shot.amount.strength);
  }

  draw(strength) {
    const { amount } = this.shot;
    const { look } = amount;
    this.more.hidden = !this.isOpen && !this.brush.isOut;
    this.paintRow.hidden = !this.brush.isOut;
    this.brushBar.update();
    this.clear.hidden = !amount.strokes.length;
    this.button.setAttribute("aria-expanded", String(this.isOpen));
    this.button.textContent = `Amount ${amountInWords(strength)} of ${look}`;
    this.button.title = `How much of ${look} is seen, and leaves: from the original to the result`;
    this.range.value = strength / 10;
    this.range.setAttribute("aria-label", `Amount of ${look}`);
    this.range.setAttribute("aria-valuetext", amountInWords(strength));
    this.number.setAttribute("aria-label", `Amount of ${look}, per cent`);
    if (this.number.getRootNode().activeElement !== this.number) this.number.value = strength / 10;
    this.undo.disabled = !amount.back;
    this.redo.disabled = !amount.ahead;
    this.whole.disabled = strength === FULL_AMOUNT;
  }
}
