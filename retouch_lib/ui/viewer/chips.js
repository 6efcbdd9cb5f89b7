// The pictures to choose from: a chip each, of many the original's and the chosen ones', and a list of all.

const MOST_CHIPS = 4;

/** Which of these shots have a chip: all while there are no more than `most`, else the original, left and right first. */
function chipped(shots, left, right, most = MOST_CHIPS) {
  if (shots.length <= most) return shots;
  const wanted = new Set([shots[0].id, right, left ?? right]);
  for (const { id } of shots) {
    if (wanted.size < most - 1) wanted.add(id);
  }
  return shots.filter(({ id }) => wanted.has(id));
}

class Chips {
  constructor(root, viewer) {
    this.viewer = viewer;
    this.element = root.querySelector(".shots");
    this.buttons = new Map();
    this.menu = new Menu((id) => viewer.choose("right", id));
    this.pin = this.pinChip();
    this.element.append(this.pin, this.menu.element);
  }

  pinChip() {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "pin";
    chip.append(document.createElement("span"), "✕");
    chip.title = "Unpin (T)";
    chip.onclick = () => this.viewer.togglePin();
    return chip;
  }

  update({ shots, mode, left, right, pin }) {
    this.pin.hidden = !pin;
    this.pin.firstChild.textContent = pin?.named ?? "";
    this.pin.setAttribute("aria-label", `Unpin ${pin?.named ?? ""}`);
    const seen = pin ? chipped(shots, null, right, MOST_CHIPS - 1) : chipped(shots, left, right); // it takes a chip's room
    this.dropAllBut(seen);
    let before = this.pin;
    for (const shot of seen) {
      const button = this.buttonFor(shot.id);
      if (before.nextElementSibling !== button) before.after(button); // moving it would take the focus from it
      this.label(button, shot, { number: shots.indexOf(shot) + 1, alone: shots.length === 1, mode, left: pin ? null : left, right });
      before = button;
    }
    this.menu.element.hidden = seen.length === shots.length;
    const items = shots.map((shot) => ({
      id: shot.id,
      text: [shot.label, judgedSign(shot)].filter(Boolean).join(" "),
      checked: shot.id === right,
    }));
    this.menu.update(`All ${shots.length} ▾`, items);
  }

  dropAllBut(seen) {
    for (const [id, button] of this.buttons) {
      if (seen.some((shot) => shot.id === id)) continue;
      button.remove();
      this.buttons.delete(id);
    }
  }

  buttonFor(id) {
    if (!this.buttons.has(id)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(document.createElement("span"), document.createElement("b"));
      button.onclick = (event) => this.viewer.choose(event.altKey || event.shiftKey ? "left" : "right", id);
      this.buttons.set(id, button);
    }
    return this.buttons.get(id);
  }

  label(button, shot, { number, alone, mode, left, right }) {
    const sides = []; // of one picture alone they mean nothing
    if (!alone && mode !== "grid" && shot.id === left) sides.push("left");
    if (!alone && shot.id === right) sides.push(mode === "grid" ? "chosen" : "right");
    const [name, judged] = button.children;
    name.textContent = shot.label;
    judged.textContent = judgedSign(shot);
    judged.hidden = !judged.textContent;
    button.dataset.side = sides.join(" ");
    button.dataset.mark = shot.mark;
    button.setAttribute("aria-pressed", String(shot.id === right));
    button.setAttribute("aria-label", [shot.label, ...sides, ...judgedWords(shot)].join(", "));
    button.setAttribute("aria-keyshortcuts", `Alt+${number}`); // not on its face: a digit alone gives stars
    button.title = `${shot.label}. Right: ↑ ↓ or Alt + ${number}; left: Shift + click`;
  }
}
