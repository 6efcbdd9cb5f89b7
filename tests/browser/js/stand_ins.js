// What stands in for the browser in a case: pictures that load when told, frames and timers that come when told.

import { stub } from "./cases.js";

/** A parent for what a case puts on the page, emptied of the case before. */
export function place() {
  const place = document.querySelector("#place");
  place.replaceChildren();
  return place;
}

/** Until the case is over an `Image` asks no address; `images.of("/a.jpg")` is the latest that was asked for it. */
export function images() {
  const made = [];
  stub(window, "Image", function Image() {
    const image = document.createElement("img");
    Object.defineProperty(image, "src", { get: () => image.asked, set: (address) => (image.asked = address) });
    image.decoded = new Promise((resolve, reject) => Object.assign(image, { decodes: resolve, breaks: reject }));
    image.decode = () => image.decoded;
    made.push(image);
    return image;
  });
  return {
    of: (address) => made.findLast((image) => image.asked === address),
    get asked() {
      return made.map((image) => image.asked);
    },
  };
}

/** Lets everything happen that waits for a promise which is already settled. */
export function settled() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Frames come by `frames.next()` only, which says whether one was asked for. */
export function frames() {
  let waiting = [];
  stub(window, "requestAnimationFrame", (paint) => waiting.push(paint));
  return {
    next() {
      const now = waiting;
      waiting = [];
      for (const paint of now) paint();
      return now.length;
    },
  };
}

/** Intervals tick by `intervals.tick()` only, which says how many there are. */
export function intervals() {
  const running = new Map();
  let last = 0;
  stub(window, "setInterval", (action, ms) => {
    last += 1;
    running.set(last, { action, ms });
    return last;
  });
  stub(window, "clearInterval", (id) => running.delete(id));
  return {
    tick() {
      for (const { action } of running.values()) action();
      return running.size;
    },
    get lengths() {
      return [...running.values()].map(({ ms }) => ms);
    },
  };
}

/** An object whose unknown methods write down how they were called, in `calls`. */
export function recorder(parts = {}) {
  const calls = [];
  const write = (name) => (...given) => void calls.push([name, ...given]);
  return new Proxy({ ...parts, calls }, { get: (known, name) => (name in known ? known[name] : write(name)) });
}

/** Sends a key, pointer or other event to an element; returns it. */
export function send(element, event) {
  element.dispatchEvent(event);
  return event;
}

const EVERYWHERE = { bubbles: true, cancelable: true, composed: true };

/** `key`: "g", "Alt+1"; `more` as a KeyboardEvent takes it. */
export function keyEvent(type, key, more = {}) {
  const code = /^\d$/.test(key) ? `Digit${key}` : "";
  return new KeyboardEvent(type, { ...EVERYWHERE, key, code, ...more });
}

export function pointerEvent(type, x, y, more = {}) {
  return new PointerEvent(type, { ...EVERYWHERE, pointerId: 1, clientX: x, clientY: y, ...more });
}

export function wheelEvent(deltaY, x, y, more = {}) {
  return new WheelEvent("wheel", { ...EVERYWHERE, deltaY, clientX: x, clientY: y, ...more });
}
