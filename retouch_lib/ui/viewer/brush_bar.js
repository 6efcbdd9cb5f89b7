// What is seen of a brush that is out: buttons for its kind and size, and a circle as large as it around the pointer.

const BRUSH_BAR = `
  <span class="joined" role="group" aria-label="Brush or eraser">
    <button type="button" data-do="paint">Brush</button>
    <button type="button" data-do="erase">Eraser</button>
  </span>
  <span class="joined" role="group" aria-label="Size of the brush">
    <button type="button" data-do="finer" title="Smaller ([)" aria-label="Smaller brush">−</button>
    <button type="button" data-do="broader" title="Larger (])" aria-label="Larger brush">+</button>
  </span>
`;

class BrushBar {
  /** Puts its buttons at the beginning of `element`. */
  constructor(element, brush) {
    this.brush = brush;
    element.insertAdjacentHTML("afterbegin", BRUSH_BAR);
    const find = (name) => element.querySelector(`[data-do=${name}]`);
    [this.paint, this.erase, this.finer, this.broader] = ["paint", "erase", "finer", "broader"].map(find);
    this.paint.onclick = () => brush.use(false);
    this.erase.onclick = () => brush.use(true);
    this.finer.onclick = () => brush.resize(-1);
    this.broader.onclick = () => brush.resize(1);
  }

  update() {
    const { erases, radius } = this.brush;
    this.paint.setAttribute("aria-pressed", String(!erases));
    this.erase.setAttribute("aria-pressed", String(erases));
    this.finer.disabled = radius <= SMALLEST_BRUSH;
    this.broader.disabled = radius >= MOST_RADIUS;
  }
}

class BrushCursor {
  constructor(stage) {
    this.stage = stage;
    this.element = document.createElement("i");
    this.element.className = "brush-cursor";
    this.element.hidden = true;
    stage.append(this.element);
    this.pointer = null;
  }

  /** The pointer is there; null: it has left. */
  follow(pointer) {
    this.pointer = pointer;
    this.update(this.brush, this.width);
  }

  /** `width`: of the photo on the stage, in CSS pixels. */
  update(brush, width) {
    [this.brush, this.width] = [brush, width];
    this.element.hidden = !brush || !this.pointer;
    this.stage.classList.toggle("painting", Boolean(brush));
    if (this.element.hidden) return;
    const { left, top } = this.stage.getBoundingClientRect();
    const radius = (brush.radius / UNIT) * width;
    const { style } = this.element;
    style.width = style.height = `${2 * radius}px`;
    style.transform = `translate(${this.pointer.clientX - left - radius}px, ${this.pointer.clientY - top - radius}px)`;
    this.element.classList.toggle("erases", brush.erases);
  }
}
