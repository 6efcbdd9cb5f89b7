// A viewer on the page, on a stage of 800 × 600, with pictures that never ask an address.

import mount, { MOUNTED } from "/viewer/viewer.js";
import { afterwards, stub } from "./cases.js";
import { frames, images, intervals, keyEvent, place, pointerEvent, send } from "./stand_ins.js";

const LAYOUT = `
  .stage { position: absolute; left: 0; top: 0; width: 800px; height: 600px }
  .pane { position: absolute; overflow: hidden }
  .pane.away { visibility: hidden }
  .split { position: absolute; top: 0; width: 44px; height: 600px; transform: translateX(-50%) }
  .bar { position: absolute; top: 600px }
`;

export const NAMES = ["original", "slight", "balanced", "heavy"];

/** 1600 × 1200 unless said otherwise; the preview half as wide. */
export function shot(id, more = {}) {
  const size = { width: 1600, height: 1200, preview_width: 800, see_through: false, mark: "", stars: 0, name: id };
  return { id, label: `the ${id}`, preview: `/${id}-small.jpg`, full: `/${id}.jpg`, ...size, ...more };
}

export function shots(count) {
  return NAMES.slice(0, count).map((id) => shot(id));
}

const SCALE = { full: 20, factors: [1, 2, 4, 8], usual: 2, stops: ["#000000", "#ffffff"], flip_stops: ["#000004", "#fcfdbf"] };
const COMPUTED = { computed: null, colours: [["skin", "#56b4e9"], ["eyes", "#f0e442"]], mask: "", spot: null, scale: SCALE };

/** What Python sends: three shots, the original left and the next one right. */
export function sent(more = {}) {
  const list = more.shots ?? shots(3);
  const asked = { mode: "swipe", left: list[0].id, right: (list[1] ?? list[0]).id };
  const keys = { single: true, table: { Judge: [{ keys: "[P]", does: "pick" }] }, off: "Off." };
  const page = { height: 560, below: null, kept: null, heard: 0, keys };
  const rest = { ...page, faces: [], start: "fit", photos: false, photo: "", coming: false, name: "", show: "", ...COMPUTED };
  return { shots: list, ...asked, ...rest, ...more };
}

export const FACES = [
  { x: 0.1, y: 0.1, width: 0.2, height: 0.3, eyes: { x: 0.2, y: 0.22 } },
  { x: 0.6, y: 0.5, width: 0.2, height: 0.3, eyes: { x: 0.7, y: 0.62 } },
];

/** Whether less motion is asked for, and how many device pixels make a CSS pixel. */
export function screen({ still = false, ratio = 1 } = {}) {
  stub(window, "matchMedia", () => ({ matches: still }));
  stub(window, "devicePixelRatio", ratio);
}

export class Room {
  /** Mounts the viewer with this data and paints it; the pointer rests in the middle of the stage. */
  constructor(data = {}, onScreen = {}) {
    screen(onScreen);
    this.images = images();
    this.frames = frames();
    this.intervals = intervals();
    this.told = [];
    this.steps = [];
    this.host = document.createElement("div");
    this.parent = this.host.attachShadow({ mode: "open" });
    this.parent.innerHTML = `<style>${LAYOUT}</style>`;
    this.run(data);
    afterwards(() => this.viewer.detach());
    this.root = this.parent.querySelector(".viewer");
    this.stage = this.parent.querySelector(".stage");
    this.handle = this.parent.querySelector(".split");
    stub(this.stage, "setPointerCapture", () => undefined);
    this.point("pointermove", 400, 300);
    this.frames.next();
  }

  /** The page runs with this data. */
  run(data = {}) {
    if (!this.host.isConnected) place().append(this.host);
    this.cleanup = mount({
      parentElement: this.parent,
      data: sent(data),
      setStateValue: (name, value) => this.told.push([name, value]),
      setTriggerValue: (name, value) => this.trigger(name, value),
    });
    this.viewer = MOUNTED.get(this.parent);
    this.frames.next();
  }

  /** The viewer leaves the page. */
  leave() {
    this.host.remove();
    this.cleanup();
  }

  /** The page hears of a step or a judgement at once. */
  trigger(name, told) {
    this.steps.push([name, told.value ?? told]);
    this.viewer.outbox.heard(told.number);
  }

  /** Presses and lets go; returns the event of the press. */
  press(key, more = {}) {
    const pressed = this.key("keydown", key, more);
    this.key("keyup", key, more);
    return pressed;
  }

  key(type, key, more = {}) {
    const event = send(this.parent.activeElement ?? document.body, keyEvent(type, key, more));
    this.frames.next();
    return event;
  }

  /** A pointer event on the stage, in CSS pixels from its corner. */
  point(type, x, y, more = {}) {
    const event = send(more.on ?? this.stage, pointerEvent(type, x, y, more));
    this.frames.next();
    return event;
  }

  click(selector, more = {}) {
    this.parent.querySelector(selector).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...more }));
    this.frames.next();
  }

  get view() {
    return this.viewer.view;
  }

  get camera() {
    return this.viewer.camera;
  }

  /** The ids of the panes on screen, the lowest first. */
  get shown() {
    const panes = [...this.viewer.stage.panes.values()].filter((pane) => pane.isShown);
    return panes.sort((a, b) => a.element.style.zIndex - b.element.style.zIndex).map((pane) => pane.shot.id);
  }

  get spoken() {
    return this.parent.querySelector(".spoken").textContent;
  }
}
