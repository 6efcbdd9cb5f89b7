// Which mask lies over the pictures: the photo's parts, or spots that a result no longer has; and what its colours mean.

const NO_MASK = "";
const ALL_PARTS = "all";
const SPOTS = "spots";
const KINDS = { at_risk: "moles and freckles gone", healed: "other spots gone" };

class Masks {
  /** `changed` is called when something is to be painted. */
  constructor(root, changed) {
    this.changed = changed;
    this.legend = root.querySelector(".legend.masks");
    this.chosen = NO_MASK;
    this.found = new Map(); // address → {spots}, {sentence}, or {} while they are looked for
    this.drawn = "";
  }

  /** The page's choice holds whenever it becomes another one. */
  follow(before, data) {
    if (data.mask !== (before?.mask ?? NO_MASK)) this.show(data.mask);
    if (!data.computed) this.chosen = NO_MASK;
  }

  show(mask) {
    this.chosen = mask;
    this.changed();
  }

  /** All parts, then spots where there is a result, then nothing. */
  turn(hasResult) {
    const next = { [NO_MASK]: ALL_PARTS, [SPOTS]: NO_MASK }[this.chosen] ?? (hasResult ? SPOTS : NO_MASK);
    this.show(next);
  }

  /** In words, for screen readers. */
  get said() {
    if (this.chosen === NO_MASK) return "Nothing lies over the pictures";
    if (this.chosen === SPOTS) return "Spots that are gone, in rings";
    return this.chosen === ALL_PARTS ? "Parts of the photo, in colours" : `Part of the photo: ${this.chosen}`;
  }

  /** Lays it over each pane's picture; of a pinned picture of another photo nothing is known. */
  lay(panes, data, { right, pin }) {
    for (const [id, pane] of panes) {
      const foreign = id === PINNED && pin?.isApart;
      pane.cover(foreign ? null : this.coverOf(id === data.shots[0].id || id === DIFFERENCE ? right : id, data, pane));
    }
    this.draw(data, right);
  }

  coverOf(id, { shots, computed }, pane) {
    if (this.chosen === NO_MASK) return null;
    if (this.chosen !== SPOTS) return { parts: computed.parts.replace("{part}", this.chosen) };
    const spots = this.spotsOf(id === PINNED ? pane.shot : shots.find((shot) => shot.id === id), shots[0], computed);
    return spots?.spots ? { spots: spots.spots } : null;
  }

  /** What is known of a result's spots; they are asked for now if they were not yet. Null for the original. */
  spotsOf(shot, original, computed) {
    if (!shot?.name || shot.name === original.name) return null;
    const address = computed.spots.replace("{picture}", shot.name);
    if (!this.found.has(address)) this.look(address);
    return this.found.get(address);
  }

  async look(address) {
    this.found.set(address, {});
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error((await answer.text()) || "no answer");
      this.found.set(address, { spots: await answer.json() });
    } catch {
      this.found.set(address, { sentence: "The spots of this result could not be looked for." });
    }
    this.changed();
  }

  draw(data, right) {
    this.legend.hidden = this.chosen === NO_MASK;
    const shown = this.chosen === SPOTS ? this.inWords(data, right) : data.colours;
    const drawn = JSON.stringify([this.chosen, shown]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = this.legend.getRootNode().activeElement?.dataset?.part;
    this.legend.replaceChildren(...(this.chosen === SPOTS ? shown.map((line) => this.line(line)) : this.parts(shown)));
    if (focused) this.legend.querySelector(`[data-part="${focused}"]`)?.focus();
  }

  /** [[kind, words]] */
  inWords({ shots, computed }, right) {
    const shot = shots.find(({ id }) => id === right);
    const known = this.spotsOf(shot, shots[0], computed);
    if (!known) return [["", "Choose a result: its spots are shown"]];
    if (known.sentence) return [["", known.sentence]];
    if (!known.spots) return [["", "Looking for spots …"]];
    return Object.entries(KINDS).map(([kind, words]) => [kind, `${words}: ${known.spots[kind].length}`]);
  }

  line([kind, words]) {
    const line = document.createElement("span");
    line.dataset.kind = kind;
    line.textContent = words;
    return line;
  }

  /** A button each: pressed, that part alone is shown; again, all are. */
  parts(colours) {
    return colours.map(([part, colour]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.part = part;
      button.textContent = part;
      button.style.setProperty("--colour", colour);
      button.setAttribute("aria-pressed", String(this.chosen === part));
      button.classList.toggle("dim", this.chosen !== ALL_PARTS && this.chosen !== part);
      button.onclick = () => this.show(this.chosen === part ? ALL_PARTS : part);
      return button;
    });
  }
}
