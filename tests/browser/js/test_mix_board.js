// The board between two that may be late: the page, and the user.

import { MIX_EVENT, MIX_LIVE_EVENT, MixBoard, tellMix } from "/mix_board/mix_board.js";
import { afterwards, equal, ok, stub, test } from "./cases.js";
import { place } from "./stand_ins.js";

const rowOf = (number) => ({ number, name: `Layer ${number}`, blend: "Normal", label: "Blend", full: [1], most: 1500, sentence: "", thumbnail: "data:," });
const data = (strengths, heard = 0, mix = "one", alone = null) => ({ mix, looked_at: true, rows: [2, 0].map(rowOf), strengths, alone, heard });

/** A board; `told`: the page, `seen`: what the viewer would hear. */
async function board(first = data({ 0: 1000, 2: 500 })) {
  const root = place();
  root.innerHTML = await (await fetch("/mix_board/mix_board.html")).text();
  const here = new MixBoard(root.firstElementChild);
  const [told, seen] = [[], []];
  const hear = ({ detail }) => seen.push(detail);
  document.addEventListener(MIX_EVENT, hear);
  here.attach({ setStateValue: (name, value) => told.push(value) });
  afterwards(() => (document.removeEventListener(MIX_EVENT, hear), here.detach()));
  here.update(first);
  return { board: here, told, seen };
}

test("once the layers are there a page that does not know which change nothing is told, once", async () => {
  const unknown = { ...data({ 0: 1000, 2: 500 }), looked_at: false };
  const { board: here, told } = await board(unknown);
  here.put(0, 400);
  for (let i = 0; i < 2; i += 1) tellMix(MIX_LIVE_EVENT, { mix: "one", live: true, reason: "" });
  equal(told.map(({ what }) => what), ["strengths"], "what the page has not heard comes first");
  for (let i = 0; i < 2; i += 1) here.update({ ...unknown, heard: 1 });
  equal(told.map(({ what }) => what), ["strengths", "loaded"]);
  const known = await board();
  tellMix(MIX_LIVE_EVENT, { mix: "one", live: true, reason: "" });
  equal(known.told, []);
});

test("while a slider moves the viewer hears and the page does not", async () => {
  const { board: here, told, seen } = await board();
  here.move(0, 400);
  equal(seen.at(-1), { mix: "one", opacities: { 0: 0.4, 2: 0.5 }, resting: false });
  equal(told, []);
  here.settle();
  equal(seen.at(-1).resting, true);
  equal(told, [{ what: "strengths", strengths: { 0: 400, 2: 500 }, goes_on: false, number: 1 }]);
});

test("a run that has not heard yet puts nothing back; what the page takes back later is taken", async () => {
  const { board: here, told } = await board();
  here.put(0, 400);
  here.put(0, 300);
  here.update(data({ 0: 400, 2: 500 }, 1));
  equal(here.strengths, { 0: 300, 2: 500 });
  here.update(data({ 0: 300, 2: 500 }, 2));
  here.update(data({ 0: 400, 2: 500 }, 2));
  equal([here.strengths[0], told.length], [400, 2]);
  here.move(0, 100);
  here.update(data({ 0: 900, 2: 500 }, 2));
  equal(here.strengths[0], 100, "in the hand");
});

test("a board that comes again counts on; one of another mix begins anew", async () => {
  const { board: here, told } = await board(data({ 0: 1000, 2: 500 }, 7));
  here.put(0, 400);
  equal(told[0].number, 8);
  here.update(data({ 0: 50, 2: 60 }, 7, "other"));
  equal(here.strengths, { 0: 50, 2: 60 });
});

test("hidden is 0, and comes back as it was", async () => {
  const { board: here } = await board();
  here.mute(2);
  equal(here.strengths, { 0: 1000, 2: 0 });
  here.mute(2);
  equal(here.strengths, { 0: 1000, 2: 500 });
  here.put(0, 0);
  here.mute(0);
  equal(here.strengths[0], 1000, "never seen otherwise: as it was rendered");
});

test("a layer alone, another one alone, and all as before", async () => {
  const { board: here, told, seen } = await board();
  here.solo(2);
  equal(seen.at(-1), { mix: "one", opacities: { 0: 0, 2: 0.5 }, resting: true });
  here.solo(0);
  here.put(0, 700);
  equal(seen.at(-1).opacities, { 0: 0.7, 2: 0 }, "moved, it is still alone");
  here.solo(0);
  equal(seen.at(-1).opacities, { 0: 0.7, 2: 0.5 });
  const [first, second, moved, last] = told;
  equal([first.alone, second.alone, last.alone], [2, 0, null]);
  equal(moved.strengths, { 0: 700, 2: 500 }, "what is kept is the whole mix");
});

test("who comes back finds the layer alone that was; one that is off is seen as it was rendered", async () => {
  const { board: here, seen } = await board(data({ 0: 0, 2: 500 }, 3, "one", 0));
  ok(here.rows.get(0).solo.matches("[aria-pressed=true]"));
  equal(seen.at(-1).opacities, { 0: 1, 2: 0 });
});

test("why the picture waits is said, of this mix alone", async () => {
  const { board: here } = await board();
  tellMix(MIX_LIVE_EVENT, { mix: "other", live: false, reason: "Other." });
  equal(here.note.hidden, true);
  tellMix(MIX_LIVE_EVENT, { mix: "one", live: false, reason: "It waits." });
  equal([here.note.hidden, here.note.textContent], [false, "It waits."]);
});

test("presses of an arrow key on one slider within a second are one step", async () => {
  const { board: here, told } = await board();
  let now = 5000;
  stub(performance, "now", () => now);
  const press = (number, wait) => {
    now += wait;
    here.move(number, 100);
    here.settle(number);
  };
  press(0, 0);
  press(0, 999);
  press(0, 1000);
  press(2, 1);
  press(2, 1);
  here.put(2, 50);
  press(2, 1);
  equal(told.map(({ goes_on: goesOn }) => goesOn), [false, true, false, false, true, false, false]);
});
