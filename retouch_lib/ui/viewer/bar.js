// The buttons above the pictures.

class Bar {
  constructor(root, viewer) {
    this.viewer = viewer;
    this.modes = [...root.querySelectorAll("[data-mode]")];
    this.shots = root.querySelector(".shots");
    this.face = root.querySelector("[data-do=face]");
    this.boxes = root.querySelector("[data-do=boxes]");
    this.fit = root.querySelector("[data-do=fit]");
    this.one = root.querySelector("[data-do=one]");
    this.zoom = root.querySelector("output");
    this.help = root.querySelector(".help");
    this.buttons = new Map();
    this.listening = null;
    for (const button of this.modes) button.onclick = () => viewer.setMode(button.dataset.mode);
    this.fit.onclick = () => viewer.fit();
    this.one.onclick = () => viewer.oneToOne();
    this.face.onclick = () => viewer.nextFace();
    this.boxes.onclick = () => viewer.toggleBoxes();
    root.querySelector("[data-do=fullscreen]").onclick = () => viewer.toggleFullscreen();
  }

  attach() {
    if (this.listening) return;
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("pointerdown", (event) => event.composedPath().includes(this.help) || this.close(), { signal });
  }

  detach() {
    this.listening?.abort();
    this.listening = null;
  }

  /** Closes the list of keys; true when it was open. */
  close() {
    const wasOpen = this.help.open;
    this.help.open = false;
    return wasOpen;
  }

  update({ shots, mode, left, right, face, faces, boxed, camera }) {
    for (const button of this.modes) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    this.updateShots(shots, mode, left, right);
    this.face.disabled = faces.length === 0;
    this.face.textContent = faces.length > 1 ? `Face ${face < 0 ? "–" : face + 1}/${faces.length}` : "Face";
    this.face.title = faces.length ? "Next face (E)" : "No face found";
    this.updateBoxes(faces.length, boxed);
    this.zoom.value = `${Math.round(camera.zoom * 100)} %`;
    this.fit.setAttribute("aria-pressed", String(camera.fitted));
    this.one.setAttribute("aria-pressed", String(!camera.fitted && Math.abs(camera.zoom - 1) < 0.001));
  }

  updateBoxes(count, boxed) {
    const found = count === 1 ? "1 face found" : `${count || "No"} ${count ? "faces" : "face"} found`;
    this.boxes.disabled = count === 0;
    this.boxes.setAttribute("aria-pressed", String(boxed && count > 0));
    this.boxes.setAttribute("aria-label", `Boxes around the faces, ${found}`);
    this.boxes.title = count ? `${found} in the original: show boxes (X)` : found;
  }

  updateShots(shots, mode, left, right) {
    const wanted = shots.map((shot) => this.buttonFor(shot.id));
    for (const [id, button] of this.buttons) {
      if (shots.some((shot) => shot.id === id)) continue;
      button.remove();
      this.buttons.delete(id);
    }
    wanted.forEach((button, i) => {
      if (this.shots.children[i] !== button) this.shots.insertBefore(button, this.shots.children[i] ?? null);
      this.label(button, shots[i], i, mode, left, right);
    });
  }

  buttonFor(id) {
    if (!this.buttons.has(id)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(document.createElement("small"), document.createElement("span"));
      button.onclick = (event) => this.viewer.choose(event.altKey || event.shiftKey ? "left" : "right", id);
      this.buttons.set(id, button);
    }
    return this.buttons.get(id);
  }

  label(button, shot, index, mode, left, right) {
    const sides = [];
    const alone = this.buttons.size === 1; // then left and right mean nothing
    if (!alone && mode !== "grid" && shot.id === left) sides.push("left");
    if (!alone && shot.id === right) sides.push(mode === "grid" ? "chosen" : "right");
    button.firstChild.textContent = String(index + 1);
    button.lastChild.textContent = shot.label;
    button.dataset.side = sides.join(" ");
    button.setAttribute("aria-pressed", String(shot.id === right));
    button.setAttribute("aria-label", [shot.label, ...sides].join(", "));
    button.title = `Right: ${index + 1}. Left: Alt + ${index + 1}, or A then ${index + 1}`;
  }
}
