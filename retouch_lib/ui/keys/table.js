// The table of keys as a dialog, with the switch that turns single keys off.

/** "[Ctrl] or [⌘] [Z]" as elements: what stands in brackets is a key. */
function keycaps(text) {
  return text.split(/(\[.[^\]]*\])/).map((part) => {
    if (part.length < 3 || !part.startsWith("[")) return part;
    const key = document.createElement("kbd");
    key.textContent = part.slice(1, -1);
    return key;
  });
}

class KeyTable {
  /**
   * `root`: where the dialog is put. `keyboard`: is told whether single keys work. `switched(single)` is called when the
   * user says so.
   */
  constructor(root, keyboard, switched) {
    this.keyboard = keyboard;
    this.switched = switched;
    this.said = null; // what the user said, until the page says it too
    this.dialog = document.createElement("dialog");
    this.dialog.className = "keys";
    this.dialog.setAttribute("aria-label", "Keys");
    this.close = this.button("Close", () => this.dialog.close());
    this.groups = document.createElement("div");
    this.groups.className = "groups";
    this.single = document.createElement("input");
    this.single.type = "checkbox";
    this.single.setAttribute("role", "switch");
    this.single.onchange = () => this.turn(this.single.checked);
    this.off = document.createElement("p");
    this.dialog.append(this.head(), this.groups, this.choice(), this.off);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.drawn = "";
    root.append(this.dialog);
  }

  button(words, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.onclick = action;
    return button;
  }

  head() {
    const head = document.createElement("header");
    const title = document.createElement("h2");
    title.textContent = "Keys";
    head.append(title, this.close);
    return head;
  }

  choice() {
    const label = document.createElement("label");
    label.append(this.single, "Single keys");
    return label;
  }

  /** At once: by the time the page has answered the next key may have been pressed. */
  turn(single) {
    this.said = this.keyboard.single = single;
    this.switched(single);
  }

  /** Takes what Python sends: {single, table: {group: [{keys, does}]}, off}. */
  update({ single, table, off }) {
    if (single === this.said) this.said = null;
    this.single.checked = this.keyboard.single = this.said ?? single;
    this.off.textContent = off;
    const drawn = JSON.stringify(table);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.groups.replaceChildren(...Object.entries(table).map(([name, lines]) => this.group(name, lines)));
  }

  group(name, lines) {
    const group = document.createElement("section");
    const title = document.createElement("h3");
    title.textContent = name;
    const list = document.createElement("dl");
    for (const line of lines) {
      const [term, does] = [document.createElement("dt"), document.createElement("dd")];
      term.append(...keycaps(line.keys));
      does.append(...keycaps(line.does));
      list.append(term, does);
    }
    group.append(title, list);
    return group;
  }

  toggle() {
    if (this.dialog.open) this.dialog.close();
    else this.dialog.showModal();
  }

  /** Nothing below the table hears a key; the one that opened it closes it. */
  key(event) {
    event.stopPropagation();
    if (event.key !== "?") return;
    event.preventDefault();
    this.dialog.close();
  }
}
