// The strip: what is in the page of many photos, what clicks, drags and keys tell, and what holds until the page answers.

import mount, { BEYOND, KNOWN, MOUNTED, PITCH } from "/filmstrip/filmstrip.js";
import { equal, ok, test } from "./cases.js";
import { place } from "./stand_ins.js";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
const LAYOUT = `.track { width: ${8 * PITCH}px; overflow: auto hidden } .film { position: relative; height: 90px }
  .frame { position: absolute; width: ${PITCH - 4}px; height: 80px } .tick { position: absolute; width: 20px; height: 20px }
  .picture, .picture img { display: block; width: ${PITCH - 4}px; height: 60px; pointer-events: none }`;
let digests = 0;

function data(count, more = {}) {
  const ids = Array.from({ length: count }, (_, i) => `id${i}`);
  const none = ".".repeat(count);
  digests += more.frames === undefined ? 1 : 0;
  return {
    digest: `digest ${digests}`,
    frames: ids.map((id, i) => [id, `${i}.jpg`, "9 × 9", `${PIXEL}#${i}`]),
    shown: "id0",
    chosen: "0".repeat(count),
    states: none,
    percents: {},
    results: none.replaceAll(".", "0"),
    marks: none,
    stars: "0".repeat(count),
    removable: true,
    answered: 0,
    ...more,
  };
}

function strip(count = 20, more = {}) {
  const parent = document.createElement("div");
  parent.innerHTML = `<style>${LAYOUT}</style>`;
  place().append(parent);
  const here = { parent, told: [], pressed: [] };
  here.run = (sent) => {
    here.data = sent;
    mount({
      parentElement: parent,
      data: sent,
      setStateValue: (_, value) => here.told.push(value),
      setTriggerValue: (name, value) => here.pressed.push([name, value]),
    });
    here.strip = MOUNTED.get(parent);
  };
  here.again = (more) => here.run({ ...here.data, frames: null, ...more });
  here.run(data(count, more));
  here.track = parent.querySelector(".track");
  here.there = () => [...parent.querySelectorAll(".frame")].map((each) => Number(each.getAttribute("aria-posinset")) - 1);
  here.frame = (i) => [...parent.querySelectorAll(".frame")].find((each) => Number(each.getAttribute("aria-posinset")) === i + 1);
  here.click = (i, options = {}, inside = "") =>
    (inside ? here.frame(i).querySelector(inside) : here.frame(i)).dispatchEvent(
      new MouseEvent("click", { bubbles: true, ...options }),
    );
  here.pointer = (type, i, x) =>
    here.frame(i).dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, pointerType: "mouse", button: 0 }));
  here.key = (i, key, options = {}) => {
    const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, key, ...options });
    here.frame(i).dispatchEvent(event);
    return event.defaultPrevented;
  };
  here.selected = () => here.there().filter((i) => here.frame(i).getAttribute("aria-selected") === "true");
  here.last = () => here.told.at(-1);
  return here;
}

test("of 500 photos only those in sight are in the page", () => {
  const here = strip(500);
  equal(here.there().sort((a, b) => a - b), Array.from({ length: 8 + BEYOND }, (_, i) => i));
  here.track.scrollLeft = 300 * PITCH;
  here.strip.paint();
  const there = here.there().sort((a, b) => a - b);
  equal([there[0], there[1], there.at(-1)], [0, 300 - BEYOND, 307 + BEYOND], "and the one that Tab comes to");
  equal(here.track.scrollWidth, 500 * PITCH);
});

test("a click shows, at once, and tells it", () => {
  const here = strip();
  here.click(3);
  equal(here.last(), { number: 1, shown: "id3", ticked: {} });
  ok(here.frame(3).classList.contains("shown"));
});

test("with Ctrl or Cmd, and on its box, a click takes a photo into the run and out of it", () => {
  const here = strip();
  here.click(3, { ctrlKey: true });
  here.click(4, { metaKey: true });
  here.click(5, {}, ".tick");
  here.click(3, { ctrlKey: true });
  equal(here.last(), { number: 4, shown: "", ticked: { id3: false, id4: true, id5: true } });
  equal(here.selected(), [4, 5]);
  equal(here.parent.querySelector(".count").textContent, "2 of 20 in the run");
});

test("with Shift all from the frame last clicked run; a second time none of them", () => {
  const here = strip();
  here.click(2);
  here.click(5, { shiftKey: true });
  equal(here.selected(), [2, 3, 4, 5]);
  here.click(5, { shiftKey: true });
  equal(here.selected(), []);
  here.click(6, { ctrlKey: true });
  here.click(4, { shiftKey: true });
  equal(here.selected().sort(), [4, 5, 6]);
});

test("a drag scrolls, and is no click", () => {
  const here = strip(100);
  here.track.setPointerCapture = () => undefined;
  here.pointer("pointerdown", 5, 400);
  here.pointer("pointermove", 5, 397);
  equal(here.track.scrollLeft, 0, "not yet");
  here.pointer("pointermove", 5, 250);
  equal(here.track.scrollLeft, 150);
  here.pointer("pointerup", 5, 250);
  here.click(5);
  equal(here.told, []);
  here.pointer("pointermove", 5, 100);
  equal(here.track.scrollLeft, 150, "let go");
  here.pointer("pointerdown", 5, 250);
  here.click(5);
  equal(here.told.length, 1, "the next click is one");
});

test("a wheel scrolls sideways, and at the end the page", () => {
  const here = strip(20);
  const turn = (by) => {
    const event = new WheelEvent("wheel", { bubbles: true, cancelable: true, deltaY: by });
    here.track.dispatchEvent(event);
    return event.defaultPrevented;
  };
  ok(!turn(-100), "at the left end the page scrolls");
  ok(turn(100), "kept");
  equal(here.track.scrollLeft, 100);
});

test("one Tab stop: arrows move the focus, Enter shows, Space takes in and out", () => {
  const here = strip();
  const stops = () => here.there().filter((i) => here.frame(i).tabIndex === 0);
  equal(stops(), [0]);
  here.frame(0).focus();
  ok(here.key(0, "ArrowRight") && here.key(1, "ArrowRight"));
  equal([stops(), document.activeElement === here.frame(2)], [[2], true]);
  equal(here.told, [], "moving shows nothing");
  here.key(2, "Enter");
  equal(here.last().shown, "id2");
  here.key(2, " ");
  equal(here.last().ticked, { id2: true });
  here.key(2, "a", { ctrlKey: true });
  equal(here.pressed, [["choose", "all"]]);
  ok(!here.key(2, "p") && !here.key(2, "ArrowRight", { altKey: true }), "other keys are not the strip's");
});

test("the focus goes to frames that were out of sight", () => {
  const here = strip(200);
  here.frame(0).focus();
  here.key(0, "End");
  equal(document.activeElement, here.frame(199));
  ok(here.track.scrollLeft > 0);
  here.key(199, "PageUp");
  equal(document.activeElement, here.frame(191));
});

test("a rerun leaves frames, focus and scroll where they are", () => {
  const here = strip(200);
  here.track.scrollLeft = 50 * PITCH;
  here.strip.paint();
  const before = here.frame(52);
  here.frame(52).focus();
  here.again({ states: "d".repeat(200) });
  equal(here.track.scrollLeft, 50 * PITCH);
  ok(here.frame(52) === before && document.activeElement === before && before.dataset.state === "done");
});

test("the photo shown scrolls into sight when it becomes another one", () => {
  const here = strip(200);
  here.again({ shown: "id90" });
  ok(here.there().includes(90));
  ok(here.frame(90).classList.contains("shown"));
  here.track.scrollLeft = 0;
  here.again({ shown: "id90" });
  equal(here.track.scrollLeft, 0);
});

test("what was said holds until the page has answered it, and all of it is said again with the next", () => {
  const here = strip();
  here.click(1, { ctrlKey: true });
  here.click(2, { ctrlKey: true });
  here.again({ answered: 1, chosen: `01${"0".repeat(18)}` });
  equal(here.selected(), [1, 2], "the second is not answered yet");
  here.click(3);
  equal(here.last(), { number: 3, shown: "id3", ticked: { id1: true, id2: true } });
  here.again({ answered: 3, shown: "id3", chosen: `0001${"0".repeat(16)}` });
  equal(here.selected(), [3], "the page has the last word");
  here.click(4);
  equal(here.last(), { number: 4, shown: "id4", ticked: {} });
});

test("frames that are known are not sent again; those that are not are asked for", () => {
  const here = strip(5);
  here.again({ chosen: "11111" });
  equal([here.selected(), here.told], [[0, 1, 2, 3, 4], []]);
  here.again({ digest: "never seen", answered: 7 });
  equal(here.last(), { number: 1, shown: "", ticked: {}, lacks: true });
  const other = strip(3, { digest: "never seen either", frames: null, answered: 7 });
  equal([other.last().number, other.last().lacks, other.there()], [8, true, []]);
});

test("few sets of frames are kept", () => {
  for (let i = 0; i < 30; i += 1) strip(2);
  ok(KNOWN.size <= 8);
});

test("buttons choose and remove, and say of how many", () => {
  const here = strip(5, { chosen: "11000" });
  const button = (name) => here.parent.querySelector(`[data-${name}]`);
  for (const name of ["choose=all", "choose=none", "choose=new", "remove=shown", "remove=in", "remove=out"]) button(name).click();
  equal(here.pressed, [["choose", "all"], ["choose", "none"], ["choose", "new"], ["remove", "shown"], ["remove", "in"], ["remove", "out"]]);
  equal([button("remove=in").textContent, button("remove=out").textContent], ["The 2 in the run", "The 3 not in the run"]);
  here.again({ chosen: "11111" });
  equal([button("choose=all").disabled, button("choose=none").disabled, button("remove=out").disabled], [true, false, true]);
  here.again({ removable: false });
  ok(here.parent.querySelector("details").hidden, "nothing can be removed while a run is looked at");
});

test("the menu closes by Escape, and when the focus leaves it", () => {
  const here = strip();
  const menu = here.parent.querySelector("details");
  const inside = menu.querySelector("button");
  menu.open = true;
  inside.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: menu.querySelectorAll("button")[1] }));
  ok(menu.open);
  inside.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: null }));
  ok(!menu.open);
  menu.open = true;
  inside.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "Escape" }));
  ok(!menu.open);
});

test("without photos there is no strip, with one there is nothing to choose from", () => {
  const here = strip(0, { shown: "" });
  ok(here.parent.querySelector(".strip").hidden);
  here.run(data(1));
  ok(!here.parent.querySelector(".strip").hidden && here.parent.querySelector(".strip").classList.contains("single"));
});
