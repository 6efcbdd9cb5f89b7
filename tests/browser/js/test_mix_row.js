// What a person sees and does with a row is in test_mix_board.py.

import { MixRow } from "/mix_board/mix_board.js";
import { equal, test } from "./cases.js";
import { place } from "./stand_ins.js";

const DATA = { number: 3, name: "Dodge Burn", blend: "Soft light", label: "Blend", full: [1.35], most: 1000, sentence: "", thumbnail: "data:," };

/** A row on the page, and what its board is told. */
function row() {
  const told = [];
  const board = Object.fromEntries(["move", "rest", "put", "mute", "solo"].map((what) => [what, (...given) => told.push([what, ...given])]));
  const made = new MixRow(board);
  place().append(made.element);
  made.update(DATA);
  made.show(1000, false);
  return { row: made, told };
}

test("a slider tells each move, and that it rests", () => {
  const { row: here, told } = row();
  here.range.value = 27;
  here.range.oninput();
  here.range.onchange();
  equal(told, [["move", 3, 200], ["rest", null]]);
});

test("what is no number is not taken", () => {
  const { row: here, told } = row();
  here.number.value = "";
  here.number.onchange();
  equal([told, here.number.value], [[], "135"]);
  here.number.value = "27";
  here.number.onchange();
  equal(told, [["put", 3, 200]]);
});

test("Escape brings back what stood there; typed anew it changes nothing", () => {
  const { row: here, told } = row();
  here.show(998, false);
  here.number.focus();
  here.number.value = "5";
  here.number.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  equal(here.number.value, "135");
  here.number.onchange();
  equal(told, []);
});

test("what is being typed is not written over", () => {
  const { row: here } = row();
  here.number.focus();
  here.number.value = "9";
  here.show(500, false);
  equal([here.number.value, here.range.value], ["9", "68"]);
});

test("what moves along stands behind its slider, and what a slider means where that is asked for", () => {
  const { row: here } = row();
  equal([here.blend.textContent, here.others.textContent, here.why.hidden], ["Soft light · Blend", "", true]);
  here.update({ ...DATA, label: "Whiten + Brighten", full: [0.65, 0.55], sentence: "They move together." });
  here.show(500, false);
  equal([here.blend.textContent, here.others.textContent], ["Soft light · Whiten", "Brighten 28 %"]);
  equal([here.why.hidden, here.sentence.hidden], [false, true]);
  here.why.onclick();
  equal([here.sentence.hidden, here.why.getAttribute("aria-expanded")], [false, "true"]);
  here.update({ ...DATA, idle: true });
  equal([here.blend.textContent, here.sentence.hidden], ["Soft light · nothing to do here", true]);
});
