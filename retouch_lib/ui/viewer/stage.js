// The grey surface with the panes and the split's handle: which pane is shown, where, and how much of it.

const GRID_GAP = 4;
const NARROWEST_SIDE = 0.1; // of the stage, for a picture beside a pinned one of another photo

/** The class of the picture that shows this shot. */
function kindOf({ mix, amount, full }) {
  if (mix) return MixPicture;
  if (amount) return AmountPicture;
  return full.includes("{part}") ? TiledPicture : Picture;
}

class Stage {
  constructor(element, changed) {
    this.element = element;
    this.changed = changed;
    this.handle = element.querySelector(".split");
    this.legends = element.querySelector(".legends");
    this.panes = new Map(); // shot id → Pane
  }

  /**
   * Makes panes for new shots and drops those of shots that are gone; the others stay. `faces`: of the first shot;
   * `pin`: the pinned picture, or null.
   */
  reconcile(shots, faces, pin) {
    for (const [id, pane] of this.panes) {
      if (shots.some((shot) => shot.id === id) || (pin && id === PINNED) || COMPARING.has(id)) continue;
      this.drop(id);
    }
    for (const shot of shots) this.paneOf(shot.id, shot).update(shot, shots[0]);
    if (pin) this.paneOf(PINNED, pin.shot).update(pin.shot, pin.original);
    this.panes.get(shots[0].id).showFaces(faces);
  }

  drop(id) {
    const pane = this.panes.get(id);
    pane.picture.end();
    pane.element.remove();
    this.panes.delete(id);
  }

  /** The pane of a shot, made anew where another kind of picture stood there. */
  paneOf(id, shot) {
    const Kind = kindOf(shot);
    if (this.panes.has(id) && this.panes.get(id).picture.constructor !== Kind) this.drop(id);
    return this.paneFor(id, () => (Kind === Picture ? new Pane(this.changed) : new TiledPane(this.changed, Kind)));
  }

  paneFor(id, make = () => new Pane(this.changed)) {
    if (!this.panes.has(id)) {
      const pane = make();
      this.panes.set(id, pane);
      this.element.insertBefore(pane.element, this.handle);
    }
    return this.panes.get(id);
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
    const whole = { cell: { left: 0, top: 0, ...this.size }, layer: 1, from: 0, cut: 1, corner: "left", held: false, chosen: false };
    if (view.mode === "grid") return this.arrangeGrid(view, whole);
    if (view.held) return [{ ...whole, id: view.shots[0].id }];
    if (view.mode === DIFFERENCE) return [{ ...whole, id: view.compared }];
    const left = view.pin ? PINNED : view.left;
    if (left === view.right) return [{ ...whole, id: view.right }];
    if (view.mode === "blink") return [{ ...whole, id: { left, right: view.right }[view.blinkSide], corner: view.blinkSide }];
    if (view.pin?.isApart) return this.arrangePair(view, whole);
    return [
      { ...whole, id: view.right, corner: "right", from: view.split },
      { ...whole, id: left, layer: 2, cut: view.split },
    ];
  }

  /** Pictures of two photos stand beside each other: one over the other would show halves of two faces. */
  arrangePair({ right, split }, whole) {
    const { width, height } = this.size;
    const middle = Math.round(width * clamp(split, NARROWEST_SIDE, 1 - NARROWEST_SIDE));
    const cell = (left, end) => ({ left, top: 0, width: end - left, height });
    return [
      { ...whole, id: right, cell: cell(middle, width), corner: "right" },
      { ...whole, id: PINNED, cell: cell(0, middle) },
    ];
  }

  arrangeGrid({ shots, right, held, pin }, whole) {
    const ids = [...(pin ? [PINNED] : []), ...shots.map((shot) => shot.id)];
    const cells = gridCells(ids.length, shots[0], this.size, GRID_GAP);
    for (const shot of shots.slice(1)) this.panes.get(shot.id).keepOriginal(shots[0]);
    return ids.map((id, i) => ({
      ...whole,
      id,
      cell: cells[i],
      held: held && id !== PINNED && id !== shots[0].id,
      chosen: id === right,
    }));
  }

  /** Shows what `arrange` chose, as the camera sees it, the pinned picture as its own camera does where it has one. */
  show(shown, common, pinned) {
    const bounds = this.element.getBoundingClientRect();
    const visible = new Set(shown.map((each) => each.id));
    for (const [id, pane] of this.panes) {
      if (!visible.has(id)) pane.hide();
    }
    for (const each of shown) {
      const pane = this.panes.get(each.id);
      const camera = each.id === PINNED ? (pinned ?? common) : common;
      const corner = camera.corner();
      pane.show(each);
      pane.lay({
        left: onPixel(bounds.left + each.cell.left, corner.left, camera.ratio),
        top: onPixel(bounds.top + each.cell.top, corner.top, camera.ratio),
        width: camera.size.width * camera.scale,
        ratio: camera.ratio,
      });
    }
  }

  showHandle({ mode, held, left, right, split, pin }) {
    this.handle.hidden = mode !== "swipe" || held || (left === right && !pin);
    this.handle.style.left = `${split * 100}%`;
    this.handle.setAttribute("aria-valuenow", String(Math.round(split * 100)));
    this.handle.setAttribute("aria-valuetext", `${Math.round(split * 100)} % left picture`);
  }
}
