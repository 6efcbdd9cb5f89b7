// A grid on the page, in a window of 900 × 700: rows and columns as asked for, pictures that never ask an address.

import mount, { MOUNTED } from "/grid/grid.js";
import { afterwards, stub } from "./cases.js";
import { frames, keyEvent, place, send } from "./stand_ins.js";

const sheets = ["/component/base.css", "/grid/grid.css"].map(async (address) => (await fetch(address)).text());
const LAYOUT = (await Promise.all(sheets)).join("\n");
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

export function cell(id, more = {}) {
  return { id, label: `look ${id.split(".")[1]}`, src: `${PIXEL}#${id}/{region}/{side}`, ...more };
}

/** A row "r0" with the cells "r0.1", "r0.2" … */
export function row(id, columns, more = {}) {
  const cells = Array.from({ length: columns }, (_, i) => cell(`${id}.${i + 1}`));
  return { id, name: `${id}.jpg`, src: `${PIXEL}#${id}/{region}/{side}`, cells, ...more };
}

export function rows(count, columns = 4) {
  return Array.from({ length: count }, (_, i) => row(`r${i}`, columns));
}

/** What Python sends. */
export function sent(list, more = {}) {
  const columns = Array.from({ length: list?.[0]?.cells.length ?? 4 }, (_, i) => ({ label: `look ${i + 1}`, tally: "" }));
  const view = { region: "face", side: 220, high: 1, exact: false, fills: false, named: false, spots: {}, ...more.view };
  const keys = { single: true, table: {}, off: "" };
  const rest = { changed: {}, tied: [], shown: null, judged: { by: "", upto: 0 }, corner: "", hint: "", goTo: null };
  const turns = { pointing: false, ties: true, behind: false };
  return { label: "a grid", digest: "one", rows: list, columns, keys, ...rest, ...turns, ...more, view };
}

export class GridRoom {
  constructor(list = rows(6), more = {}) {
    this.frames = frames();
    stub(window, "setTimeout", (action) => (this.later = action));
    this.told = [];
    this.host = document.createElement("div");
    place().append(this.host);
    this.parent = this.host.attachShadow({ mode: "open" });
    this.parent.innerHTML = `<style>${LAYOUT}</style>`;
    this.run(list, more);
    afterwards(() => this.grid.detach());
  }

  run(list, more = {}) {
    const tell = (name, value) => this.told.push([name, value]);
    this.leave = mount({ parentElement: this.parent, data: sent(list, more), setStateValue: tell, setTriggerValue: tell });
    this.grid = MOUNTED.get(this.parent);
    this.paint();
  }

  paint() {
    while (this.frames.next()) continue;
  }

  press(key, more = {}, on = this.parent.activeElement ?? document.body) {
    const event = send(on, keyEvent("keydown", key, more));
    this.paint();
    return event;
  }

  cell(at, column) {
    return this.parent.querySelector(`#cell-${at}-${column}`);
  }

  click(at, column, more = {}) {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, ...more });
    (more.on ?? this.cell(at, column)).dispatchEvent(event);
    this.paint();
  }

  /** What was told under that name, the latest last. */
  all(name) {
    return this.told.filter(([told]) => told === name).map(([, value]) => value);
  }

  get judged() {
    return this.all("judge").at(-1)?.judgements.map(({ what, stars, shots }) => [what, stars, ...shots]) ?? [];
  }

  get at() {
    const { row, column } = this.grid.choice.at;
    return [row, column];
  }

  get marks() {
    return [...this.parent.querySelectorAll(".cell[data-mark]:not([data-mark=''])")].map((each) => [each.id, each.dataset.mark]);
  }
}
