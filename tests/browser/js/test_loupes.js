import mount, { MOUNTED, mostChanged, regionOf, sideFor } from "/loupes/loupes.js";
import { afterwards, equal, ok, stub, test } from "./cases.js";
import { images, place, settled } from "./stand_ins.js";

const SIDES = [160, 220, 320, 440];
const FACES = [
  [["eyes", [0.5, 0.4]], ["mouth", [0.5, 0.6]]],
  [["face", [0.1, 0.2]]],
];

function pictures(...ids) {
  return ids.map((id) => ({ id, label: id, crop: `/${id}/{region}/{side}`, places: id === "original" ? "" : `/${id}/places`, note: "" }));
}

/** Loupes in a box 700 px wide; places come from `answers`, by their address. */
async function loupes(data = {}, answers = {}) {
  const asked = [];
  stub(window, "fetch", async (address) => {
    asked.push(address);
    return { ok: address in answers, headers: new Headers(), json: async () => answers[address] };
  });
  stub(window, "devicePixelRatio", 1);
  const seen = images();
  const host = document.createElement("div");
  host.style.width = "700px";
  const parent = host.attachShadow({ mode: "open" });
  place().append(host);
  const told = [];
  const run = (more = {}) => {
    const sent = { pictures: pictures("original", "heavy"), faces: FACES, sides: SIDES, ...data, ...more };
    mount({ parentElement: parent, data: sent, setTriggerValue: (name, value) => told.push([name, value]) });
  };
  run();
  afterwards(() => MOUNTED.get(parent).detach());
  await settled();
  return { parent, seen, told, run, asked: () => asked.filter((address) => address.endsWith("/places")) };
}

function headings(here) {
  return [...here.parent.querySelectorAll("h4")].map((each) => each.textContent);
}

test("a region is named as Python names it", () => {
  equal([regionOf({ x: 0.3125, y: 1.2 }), regionOf({ x: -1, y: 0.00004 })], ["x0.3125y1.0000", "x0.0000y0.0000"]);
});

test("crops are as wide as so many find room for, in device pixels", () => {
  equal([sideFor(SIDES, 2, 700, 1), sideFor(SIDES, 3, 1140, 1), sideFor(SIDES, 3, 700, 2)], [320, 320, 440]);
  equal(sideFor(SIDES, 9, 300, 1), 160);
});

test("what changed most in any result is taken once, and not what can't be seen", () => {
  const found = [[[0.5, 0.5, 6], [0.1, 0.1, 0.5]], [[0.52, 0.5, 8], [0.9, 0.9, 3]]];
  equal(mostChanged(found), [{ x: 0.52, y: 0.5, difference: 8 }, { x: 0.9, y: 0.9, difference: 3 }]);
});

test("a row a place, a crop of the same place and size for each picture", async () => {
  const here = await loupes({}, { "/heavy/places": [[0.2, 0.3, 4.25]] });
  equal(headings(here), ["eyes", "mouth", "change 1: ΔE00 4.3"]);
  equal(here.seen.asked.slice(0, 2), ["/original/x0.5000y0.4000/320", "/heavy/x0.5000y0.4000/320"]);
  equal(here.seen.asked.slice(-2), ["/original/x0.2000y0.3000/320", "/heavy/x0.2000y0.3000/320"]);
  ok(here.parent.querySelector(".trouble").hidden, "nothing to complain of");
});

test("a click tells the point", async () => {
  const here = await loupes();
  here.parent.querySelectorAll(".row button")[3].click();
  equal(here.told, [["spot", { x: 0.5, y: 0.6 }]]);
});

test("faces are walked through, round", async () => {
  const here = await loupes();
  const counter = here.parent.querySelector(".faces span");
  equal(counter.textContent, "face 1/2");
  here.parent.querySelector("[data-by='1']").click();
  equal([counter.textContent, headings(here)], ["face 2/2", ["face"]]);
  here.parent.querySelector("[data-by='1']").click();
  equal(counter.textContent, "face 1/2");
});

test("a rerun loads no crop and asks for no place again", async () => {
  const here = await loupes({}, { "/heavy/places": [] });
  const count = here.seen.asked.length;
  here.run();
  await settled();
  equal([here.seen.asked.length, here.asked().length], [count, 1]);
});

test("without a face there are the places of change, and without either it is said", async () => {
  const found = await loupes({ faces: [] }, { "/heavy/places": [[0.2, 0.3, 4]] });
  equal(headings(found), ["change 1: ΔE00 4.0"]);
  ok(found.parent.querySelector(".faces").hidden, "no face to walk to");
});

test("places that can't be told are said to be so", async () => {
  const here = await loupes();
  const trouble = here.parent.querySelector(".trouble");
  equal([trouble.hidden, trouble.textContent], [false, "Where a result of another size changed most is not told."]);
});
