// The cards: their order, which one is shown large, and what a rerun leaves as it is.

import mount, { MOUNTED } from "/layer_strip/layer_strip.js";
import { equal, ok, stub, test } from "./cases.js";
import { place, settled } from "./stand_ins.js";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

function card(number, more = {}) {
  const texts = { name: `Layer ${number}`, blend: "Normal", use: `Use ${number}.`, file_name: `a_${number}.png`, size: "2.1 MB" };
  return { number, ...texts, thumbnail: `${PIXEL}#${number}`, download: `/${number}.png`, ...more };
}

/** A strip of these cards. `extents` maps a thumbnail to what the server says of it; `asked` are the thumbnails asked. */
function strip(cards = [card(0), card(1), card(2)], shown = null, extents = {}) {
  const parent = document.createElement("div");
  place().append(parent);
  const here = { parent, told: [], asked: [] };
  stub(window, "fetch", async (address, options) => {
    here.asked.push([address, options.method, options.cache]);
    await here.wait;
    if (extents[address] === undefined) throw new TypeError("lost");
    return { headers: new Headers(extents[address] && { "X-Layer-Extent": extents[address] }) };
  });
  here.run = (cards, shown = null) => {
    mount({ parentElement: parent, data: { cards, shown }, setStateValue: (name, value) => here.told.push([name, value]) });
    here.strip = MOUNTED.get(parent);
  };
  here.run(cards, shown);
  here.items = () => [...parent.querySelectorAll("li")];
  here.pressed = () => here.items().map((item) => item.querySelector("button").getAttribute("aria-pressed") === "true");
  here.press = (i) => here.items()[i].querySelector("button").click();
  return here;
}

test("cards stand in the order they are given", () => {
  const here = strip([card(2), card(0), card(1)]);
  equal(here.items().map((item) => item.querySelector("strong").textContent), ["Layer 2", "Layer 0", "Layer 1"]);
  here.run([card(0), card(1), card(2)]);
  equal(here.items().map((item) => item.querySelector("strong").textContent), ["Layer 0", "Layer 1", "Layer 2"]);
});

test("a card says name, blend mode, use and size, all as text", () => {
  const [item] = strip([card(0, { name: "<b>a</b>", blend: "<i>b</i>", use: "<u>c</u>", size: "<s>d</s>" })]).items();
  const text = (selector) => item.querySelector(selector).textContent;
  equal([text("strong"), text(".blend"), text("p"), text("a span")], ["<b>a</b>", "<i>b</i>", "<u>c</u>", "PNG · <s>d</s>"]);
  equal(item.querySelectorAll("b, i, u, s").length, 0);
  equal(item.querySelector("button").getAttribute("aria-label"), "<b>a</b>, <i>b</i>");
});

test("a card's button says what it is for, and its picture can't be dragged", () => {
  const [item] = strip().items();
  const button = item.querySelector("button");
  equal([button.type, button.title], ["button", "Show this layer in the viewer"]);
  equal([item.querySelector("img").draggable, item.querySelector("svg").getAttribute("aria-hidden")], [false, "true"]);
});

test("a card's link saves the layer under its file's name", () => {
  const link = strip().items()[1].querySelector("a");
  equal([link.getAttribute("href"), link.download, link.title], ["/1.png", "a_1.png", "a_1.png"]);
  equal(link.getAttribute("aria-label"), "Download Layer 1, a_1.png");
});

test("the card that is shown is pressed, by its number and not by its place", () => {
  equal(strip([card(5), card(3), card(0)], 3).pressed(), [false, true, false]);
  equal(strip([card(5), card(3), card(0)], 0).pressed(), [false, false, true], "the lowest is number 0");
  equal(strip([card(5), card(3)], null).pressed(), [false, false]);
});

test("a press shows a layer at once and tells its number; a second one takes it away", () => {
  const here = strip([card(5), card(3)]);
  here.press(1);
  equal(here.pressed(), [false, true]);
  here.press(0);
  equal(here.pressed(), [true, false]);
  here.press(0);
  equal(here.pressed(), [false, false]);
  equal(here.told, [["shown", 3], ["shown", 5], ["shown", null]]);
});

test("layer 0 is taken away like any other", () => {
  const here = strip([card(0), card(1)], 0);
  here.press(0);
  equal([here.told, here.pressed()], [[["shown", null]], [false, false]]);
});

test("what the page says of the shown layer holds over what was pressed", () => {
  const here = strip();
  here.press(2);
  here.run([card(0), card(1), card(2)], 1);
  equal(here.pressed(), [false, true, false]);
});

test("a press after a rerun tells the card's new number", () => {
  const here = strip([card(0), card(1)]);
  here.run([card(7), card(8)]);
  here.press(1);
  equal(here.told, [["shown", 8]]);
});

test("a rerun keeps every card and loads no picture anew", () => {
  const here = strip();
  const before = here.items();
  let loads = 0;
  for (const { image } of here.strip.cards) {
    Object.defineProperty(image, "src", { set: () => (loads += 1) });
  }
  here.run([card(0, { name: "Renamed" }), card(1), card(2), card(3)]);
  ok(before.every((item, i) => here.items()[i] === item), "the same cards");
  equal([here.items().length, loads], [4, 0]);
  equal(here.items()[0].querySelector("strong").textContent, "Renamed");
  here.run([card(9)]);
  equal([here.items().length, loads], [1, 1], "another picture is loaded");
});

test("a picture that can't be loaded is said, and seen again when another one can", () => {
  const { image, missing } = strip().strip.cards[0];
  image.onerror();
  equal([image.hidden, missing.hidden], [true, false]);
  image.onload();
  equal([image.hidden, missing.hidden], [false, true]);
});

test("a loaded picture's extent is asked from the browser's cache, that of a missing one is not", async () => {
  const here = strip([card(0)]);
  here.asked.length = 0;
  const [{ image }] = here.strip.cards;
  image.onerror();
  equal(here.asked, []);
  image.onload();
  equal(here.asked, [[`${PIXEL}#0`, "HEAD", "force-cache"]]);
});

test("a part is said to be enlarged, an empty layer to be empty, and nothing else is said", async () => {
  const extents = { part: "part, enlarged", empty: "empty", whole: "", "<b>": "", toString: "", "": "" };
  for (const [extent, words] of Object.entries(extents)) {
    const here = strip([card(0)], null, { [`${PIXEL}#0`]: extent });
    const [it] = here.strip.cards;
    it.image.onload();
    await settled();
    equal([it.extent.textContent, it.extent.hidden], [words, !words], extent);
  }
});

test("an answer that is lost says nothing", async () => {
  const [it] = strip([card(0)]).strip.cards;
  it.image.onload();
  await settled();
  equal([it.extent.textContent, it.extent.hidden], ["", true]);
});

test("another picture's extent is not said before its own answer, nor by a late one", async () => {
  const here = strip([card(0)], null, { [`${PIXEL}#0`]: "part", [`${PIXEL}#1`]: "whole" });
  const [it] = here.strip.cards;
  it.image.onload();
  await settled();
  ok(!it.extent.hidden, "its own");
  here.run([card(1)]);
  equal([it.extent.hidden, it.extent.textContent], [true, ""], "another picture");
  let release;
  here.wait = new Promise((resolve) => (release = resolve));
  here.run([card(0)]);
  it.image.onload();
  here.run([card(1)]);
  release();
  await settled();
  ok(it.extent.hidden, "the answer for the picture before");
});

test("a card that says part says so no more when its picture is missing", async () => {
  const here = strip([card(0)], null, { [`${PIXEL}#0`]: "part" });
  const [it] = here.strip.cards;
  it.image.onload();
  await settled();
  it.image.onerror();
  ok(it.extent.hidden, "nothing to say it of");
});
