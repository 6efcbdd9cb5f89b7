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
    this.found = new Map(); // address → {spots}, {parts}, {sentence}, or {} while they are looked for
    this.drawn = "";
    this.instead = null; // what a brush shows in their place: a cover
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
      pane.cover(foreign ? null : this.coverOf(id === data.shots[0].id || COMPARING.has(id) ? right : id, data, pane));
    }
    this.draw(data, right);
  }

  coverOf(id, { shots, computed }, pane) {
    if (this.instead) return this.instead;
    if (this.chosen === NO_MASK) return null;
    if (this.chosen !== SPOTS) return this.partsOf(computed).parts ? { parts: this.partsOf(computed).parts } : null;
    const spots = this.spotsOf(id === PINNED ? pane.shot : shots.find((shot) => shot.id === id), shots[0], computed);
    return spots?.spots ? { spots: spots.spots } : null;
  }

  /** What is known of the photo's parts; their picture is asked for now if it was not yet. */
  partsOf(computed) {
    const address = computed.parts.replace("{part}", this.chosen);
    if (!this.found.has(address)) this.loadParts(address);
    return this.found.get(address);
  }

  loadParts(address) {
    const told = (what) => () => {
      this.found.set(address, what);
      this.changed();
    };
    this.found.set(address, {});
    const image = new Image();
    image.onload = told({ parts: address });
    image.onerror = told({ sentence: "The parts of this photo could not be found." });
    image.src = address;
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
    if (this.chosen === NO_MASK) return;
    const lines = this.chosen === SPOTS ? this.inWords(data, right) : this.trouble(this.partsOf(data.computed));
    const drawn = JSON.stringify([this.chosen, lines]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = this.legend.getRootNode().activeElement?.dataset?.part;
    const parts = this.chosen === SPOTS ? [] : this.parts(data.colours);
    this.legend.replaceChildren(...parts, ...lines.map((line) => this.line(line)));
    if (focused) this.legend.querySelector(`[data-part="${focused}"]`)?.focus();
  }

  /** What stands behind the parts' names while they are not there. */
  trouble({ parts, sentence }) {
    return parts ? [] : [["", sentence ?? "Looking for parts …"]];
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
