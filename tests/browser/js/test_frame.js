// One frame: what it says in signs and in words, and that names are text.

import { Frame } from "/filmstrip/filmstrip.js";
import { equal, ok, test } from "./cases.js";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
const NOW = { place: 2, count: 9, shown: false, chosen: false, state: ".", percent: undefined, mark: ".", stars: 0 };

function frame(now = {}, photo = {}) {
  const made = new Frame();
  made.update({ id: "a", name: "a.jpg", about: "9 × 9", thumbnail: PIXEL, ...photo }, { ...NOW, ...now });
  return made;
}

function said(now) {
  const made = frame(now);
  return [made.element.getAttribute("aria-label"), made.state.textContent, made.mark.textContent, made.stars.textContent];
}

test("a frame says in words and signs how its photo stands", () => {
  equal(said({}), ["a.jpg, not in the run", "", "", ""]);
  equal(said({ chosen: true, state: "w" }), ["a.jpg, in the run, waiting", "…", "", ""]);
  equal(said({ chosen: true, state: "r", percent: 64 }), ["a.jpg, in the run, 64 % done", "64 %", "", ""]);
  equal(said({ chosen: true, state: "d", mark: "p", stars: 1 }), ["a.jpg, in the run, done, picked, 1 star", "●", "✓", "★"]);
  equal(said({ state: "f", mark: "x", stars: 3 }), ["a.jpg, not in the run, failed, rejected, 3 stars", "!", "✕", "★★★"]);
  equal(said({ state: "a", shown: true }), ["a.jpg, shown, not in the run, waits for your answer", "?", "", ""]);
});

test("that a photo has results is seen whatever becomes of it in the run shown", () => {
  const now = (state, percent) => {
    const made = frame({ results: true, state, percent });
    return [made.results.textContent, made.element.getAttribute("aria-label"), made.element.title];
  };
  equal(now("."), ["○", "a.jpg, not in the run, has results", "a.jpg · 9 × 9 · has results"]);
  equal(now("r", 5), ["○", "a.jpg, not in the run, 5 % done, has results", "a.jpg · 9 × 9 · has results"]);
  equal(now("d"), ["", "a.jpg, not in the run, done", "a.jpg · 9 × 9"], "there its own dot says so");
});

test("a frame is an option with its place among all, and selected where it is in the run", () => {
  const { element } = frame({ chosen: true });
  const attributes = ["role", "aria-selected", "aria-posinset", "aria-setsize"];
  equal(attributes.map((name) => element.getAttribute(name)), ["option", "true", "3", "9"]);
});

test("what a photo is called is text", () => {
  const { element } = frame({}, { name: "<b>a</b>", about: "<i>b</i>" });
  equal(element.querySelector(".name").textContent, "<b>a</b>");
  equal(element.querySelectorAll(".name b, i:not(.tick)").length, 0);
  equal(element.title, "<b>a</b> · <i>b</i>");
});

test("a frame that changes nothing writes nothing", () => {
  const made = frame();
  made.element.title = "kept";
  made.update({ id: "a", name: "a.jpg", about: "9 × 9", thumbnail: PIXEL }, { ...NOW });
  equal(made.element.title, "kept");
});

test("a thumbnail that doesn't come is said, and one that goes out of sight is not waited for", () => {
  const made = frame();
  made.img.onerror();
  ok(made.element.classList.contains("unseen"), "no preview");
  made.img.onload();
  ok(!made.element.classList.contains("unseen"), "there again");
  made.remove();
  equal(made.img.getAttribute("src"), null);
});
