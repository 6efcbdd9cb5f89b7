// The grey surface with the panes and the split's handle: which pane is shown, where, and how much of it.

const GRID_GAP = 4;

class Stage {
  constructor(element, changed) {
    this.element = element;
    this.changed = changed;
    this.handle = element.querySelector(".split");
    this.panes = new Map(); // shot id → Pane
  }

  /** Makes panes for new shots and drops those of shots that are gone; the others stay. `faces`: of the first shot. */
  reconcile(shots, faces) {
    for (const [id, pane] of this.panes) {
      if (shots.some((shot) => shot.id === id)) continue;
      pane.element.remove();
      this.panes.delete(id);
    }
    for (const shot of shots) {
      if (!this.panes.has(shot.id)) {
        const pane = new Pane(this.changed);
        this.panes.set(shot.id, pane);
        this.element.insertBefore(pane.element, this.handle);
      }
      this.panes.get(shot.id).update(shot, shots[0]);
    }
    this.panes.get(shots[0].id).showFaces(faces);
  }

  /** The pane below a pointer that is seen there, or undefined. */
  paneAt(pointer) {
    return [...this.panes.values()].find((pane) => pane.isShown && pane.contains(pointer));
  }

  get size() {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Which panes `view` shows, with what `Pane.show` takes. The first one's cell is as large as every other's. */
  arrange(view) {
    const whole = { cell: { left: 0, top: 0, ...this.size }, layer: 1, cut: 1, corner: "left", held: false, chosen: false };
    if (view.mode === "grid") return this.arrangeGrid(view, whole);
    if (view.held) return [{ ...whole, id: view.shots[0].id }];
    if (view.left === view.right) return [{ ...whole, id: view.right }];
    if (view.mode === "blink") return [{ ...whole, id: view[view.blinkSide], corner: view.blinkSide }];
    return [
      { ...whole, id: view.right, corner: "right" },
      { ...whole, id: view.left, layer: 2, cut: view.split },
    ];
  }

  arrangeGrid({ shots, right, held }, whole) {
    const cells = gridCells(shots.length, shots[0], this.size, GRID_GAP);
    for (const shot of shots.slice(1)) this.panes.get(shot.id).keepOriginal(shots[0]);
    return shots.map((shot, i) => ({
      ...whole,
      id: shot.id,
      cell: cells[i],
      held: held && i > 0,
      chosen: shot.id === right,
    }));
  }

  /** Shows what `arrange` chose, as the camera sees it. */
  show(shown, camera) {
    const bounds = this.element.getBoundingClientRect();
    const corner = camera.corner();
    const visible = new Set(shown.map((each) => each.id));
    for (const [id, pane] of this.panes) {
      if (!visible.has(id)) pane.hide();
    }
    for (const each of shown) {
      const pane = this.panes.get(each.id);
      pane.show(each);
      pane.lay({
        left: onPixel(bounds.left + each.cell.left, corner.left, camera.ratio),
        top: onPixel(bounds.top + each.cell.top, corner.top, camera.ratio),
        width: camera.size.width * camera.scale,
        ratio: camera.ratio,
      });
    }
  }

  showHandle({ mode, held, left, right, split }) {
    this.handle.hidden = mode !== "swipe" || held || left === right;
    this.handle.style.left = `${split * 100}%`;
    this.handle.setAttribute("aria-valuenow", String(Math.round(split * 100)));
    this.handle.setAttribute("aria-valuetext", `${Math.round(split * 100)} % left picture`);
  }
}
