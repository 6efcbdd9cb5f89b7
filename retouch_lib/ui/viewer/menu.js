// A button with a list to choose one of, for pictures that have no chip.

class Menu {
  /** `chosen(id)` is called with what the user chose. */
  constructor(chosen) {
    this.chosen = chosen;
    this.element = document.createElement("div");
    this.element.className = "menu";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.setAttribute("aria-haspopup", "menu");
    this.button.onclick = () => (this.isOpen ? this.close() : this.open());
    this.list = document.createElement("div");
    this.list.setAttribute("role", "menu");
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.element.append(this.button, this.list);
    this.close();
  }

  /** `items`: [{id, text, checked}]; `words`: on the button. */
  update(words, items) {
    this.button.textContent = words;
    this.list.setAttribute("aria-label", words);
    const drawn = JSON.stringify(items);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const place = this.items.indexOf(this.element.getRootNode().activeElement);
    this.list.replaceChildren(...items.map((item) => this.item(item)));
    this.items[place]?.focus(); // who is in the list stays at the same place
  }

  item({ id, text, checked }) {
    const item = document.createElement("button");
    item.type = "button";
    item.tabIndex = -1;
    item.textContent = text;
    item.setAttribute("role", "menuitemradio");
    item.setAttribute("aria-checked", String(checked));
    item.onclick = () => {
      this.close();
      this.button.focus();
      this.chosen(id);
    };
    return item;
  }

  get items() {
    return [...this.list.children];
  }

  get isOpen() {
    return !this.list.hidden;
  }

  open() {
    this.show(true);
    const checked = this.items.find((item) => item.getAttribute("aria-checked") === "true");
    (checked ?? this.items[0])?.focus();
  }

  /** Returns whether it was open. */
  close() {
    const wasOpen = this.isOpen;
    this.show(false);
    return wasOpen;
  }

  show(open) {
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  key(event) {
    const at = this.items.indexOf(event.target);
    const last = this.items.length - 1;
    const to = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
    if (to !== undefined) this.items[to].focus();
    else if (event.key === "Escape") this.leave();
    else if (event.key === "Tab") this.close();
    if (event.key !== "Tab") event.stopPropagation();
    if (to !== undefined) event.preventDefault();
  }

  leave() {
    this.close();
    this.button.focus();
  }
}
