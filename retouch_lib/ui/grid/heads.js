// The columns' heads, which stay in sight: what each is called, and how its cells were judged.

class Heads {
  constructor(element) {
    this.element = element;
    this.drawn = "";
  }

  get height() {
    return this.element.offsetHeight;
  }

  /** `columns`: {label, tally}; `corner`: what stands over the originals; of the rest only those in sight are drawn. */
  paint(columns, corner, { from, to }, lattice) {
    const drawn = JSON.stringify([columns, corner, from, to, lattice.step]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const original = this.head({ label: "Original", tally: corner }, 0);
    original.className = "corner";
    const rest = columns.slice(from, to).map((column, i) => this.head(column, from + i + 1, lattice));
    this.element.replaceChildren(original, ...rest);
  }

  head({ label, tally }, column, lattice) {
    const head = document.createElement("div");
    head.setAttribute("role", "columnheader");
    head.setAttribute("aria-colindex", String(column + 1));
    head.title = [label, tally].filter(Boolean).join(": ");
    if (lattice) head.style.left = `${lattice.left(column)}px`;
    const [name, judged] = [document.createElement("strong"), document.createElement("span")];
    name.textContent = label;
    judged.textContent = tally;
    head.append(name, judged);
    return head;
  }
}
