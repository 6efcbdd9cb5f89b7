// The buttons above the pictures: modes, zoom, what is shown, the table of keys; chips and judgements have files of their own.

class Bar {
  constructor(root, viewer) {
    this.viewer = viewer;
    this.modes = [...root.querySelectorAll("[data-mode]")];
    const find = (name) => root.querySelector(`[data-do=${name}]`);
    [this.fit, this.one, this.face] = ["fit", "one", "face"].map(find);
    [this.boxes, this.masks, this.original, this.pin] = ["boxes", "masks", "original", "pin"].map(find);
    this.brush = find("brush");
    this.zoom = root.querySelector("output");
    this.chips = new Chips(root, viewer);
    this.judge = new JudgeButtons(root, viewer);
    this.listening = null;
    for (const button of this.modes) button.onclick = () => viewer.setMode(button.dataset.mode);
    this.fit.onclick = () => viewer.fit();
    this.one.onclick = () => viewer.oneToOne();
    this.face.onclick = () => viewer.faces.nextView();
    this.boxes.onclick = () => viewer.toggleBoxes();
    this.masks.onclick = () => viewer.turnMasks();
    this.pin.onclick = () => viewer.togglePin();
    this.brush.onclick = () => viewer.turnBrush();
    this.hearOriginal();
    find("fullscreen").onclick = () => viewer.toggleFullscreen();
    find("table").onclick = () => viewer.table.toggle();
  }

  /** A tap switches the original on and off, holding the button shows it while held, as its key does. */
  hearOriginal() {
    const button = this.original;
    const { original } = this.viewer;
    button.onpointerdown = (event) => {
      button.setPointerCapture(event.pointerId);
      original.press(event.timeStamp);
    };
    button.onpointerup = button.onpointercancel = (event) => original.release(event.timeStamp);
    button.onclick = (event) => event.detail || original.toggle(); // Enter and Space: no pointer
  }

  attach() {
    if (this.listening) return;
    this.listening = new AbortController();
    const { signal } = this.listening;
    const { element } = this.chips.menu;
    document.addEventListener("pointerdown", (event) => event.composedPath().includes(element) || this.close(), { signal });
  }

  detach() {
    this.listening?.abort();
    this.listening = null;
  }

  /** Closes the list of pictures; true when it was open. */
  close() {
    return this.chips.menu.close();
  }

  update(view) {
    const { shots, mode, right, held, pin, camera, faces, face, choice, boxed, masks, tool } = view;
    for (const button of this.modes) {
      this.press(button, button.dataset.mode === mode);
      button.disabled = button.dataset.mode === DIFFERENCE && !masks;
    }
    this.chips.update(view);
    const isJudged = shots.some((shot) => shot.mark);
    const isSimulated = shots.length > 1 && !isJudged && !this.viewer.data.coming; // a judgement is of a result
    this.judge.update(shots.find((shot) => shot.id === right) ?? shots[0], isJudged, isSimulated);
    this.updateFace(faces, face);
    this.updateBoxes(faces.length, boxed);
    this.masks.disabled = !masks;
    this.press(this.masks, Boolean(masks?.chosen));
    this.updatePin(pin, mode);
    this.updateBrush(tool);
    this.press(this.original, held);
    this.zoom.value = `${Math.round(camera.zoom * 100)} %`;
    this.press(this.fit, choice === "fit");
    this.press(this.one, choice === "one");
    this.press(this.face, choice === "face");
  }

  press(button, pressed) {
    button.setAttribute("aria-pressed", String(pressed));
  }

  updateFace(faces, face) {
    this.face.disabled = faces.length === 0;
    this.face.textContent = faces.length > 1 ? `Face ${face < 0 ? "–" : face + 1}/${faces.length}` : "Face";
    this.face.title = faces.length ? `The face; again: its eyes at 1:1${faces.length > 1 ? ", then the next face" : ""} (E)` : "No face found";
  }

  updateBoxes(count, boxed) {
    const found = count === 1 ? "1 face found" : `${count || "No"} ${count ? "faces" : "face"} found`;
    this.boxes.disabled = count === 0;
    this.press(this.boxes, boxed && count > 0);
    this.boxes.setAttribute("aria-label", `Boxes around the faces, ${found}`);
    this.boxes.title = count ? `${found} in the original: show boxes (B)` : found;
  }

  updateBrush(tool) {
    this.brush.hidden = !tool;
    this.press(this.brush, Boolean(tool?.brush.isOut));
    if (!tool) return;
    this.brush.setAttribute("aria-label", tool.named);
    this.brush.title = `${tool.named} (Q)`;
  }

  updatePin(pin, mode) {
    const words = pin ? `Unpin ${pin.named}` : `Pin the ${mode === "grid" ? "chosen" : "left"} picture while other photos are shown`;
    this.press(this.pin, Boolean(pin));
    this.pin.setAttribute("aria-label", words);
    this.pin.title = `${words} (T)`;
  }
}
