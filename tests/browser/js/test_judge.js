// The buttons that judge, and how a judgement is written.

import { JudgeButtons, judgedSign, judgedWords } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { Room, shot, shots } from "./room.js";
import { place, recorder } from "./stand_ins.js";

const MARKUP = await (await fetch("/viewer/viewer.html")).text();

function buttons(more = {}, any = true) {
  const root = place();
  root.innerHTML = MARKUP;
  const viewer = recorder();
  const it = new JudgeButtons(root, viewer);
  it.calls = viewer.calls;
  it.see = (more, any = true) => it.update(shot("slight", more), any);
  it.see(more, any);
  return it;
}

test("a judgement is a sign and words, or nothing", () => {
  const both = (mark, stars) => [judgedSign({ mark, stars }), judgedWords({ mark, stars }).join(", ")];
  equal(both("picked", 3), ["✓ 3★", "picked, 3 stars"]);
  equal(both("rejected", 0), ["✗", "rejected"]);
  equal(both("none", 1), ["1★", "1 star"]);
  equal([both("none", 0), both("", 0)], [["", ""], ["", ""]]);
});

test("they judge, and a second press takes it back", () => {
  const it = buttons({ mark: "none" });
  for (const button of [it.pick, it.reject, it.note, it.stars[3]]) button.click();
  equal(it.calls, [["judge", "pick"], ["judge", "reject"], ["judge", "note"], ["judge", "stars", 4]]);
  it.calls.length = 0;
  it.see({ mark: "picked", stars: 4 });
  it.pick.click();
  it.stars[3].click();
  it.see({ mark: "rejected" });
  it.reject.click();
  equal(it.calls, [["judge", "pick"], ["judge", "stars", 0], ["judge", "reject"]], "as their keys: see Judgement");
});

test("they are named by the picture, tell their keys, and are pressed when it is so", () => {
  const it = buttons({ mark: "picked", stars: 2 });
  const all = [it.pick, it.reject, ...it.stars];
  equal(all.map((button) => button.getAttribute("aria-pressed") === "true"), [true, false, false, true, false, false, false]);
  equal(it.stars.map((button) => button.classList.contains("lit")), [true, true, false, false, false]);
  equal([it.pick.getAttribute("aria-label"), it.stars[0].getAttribute("aria-label")], ["Pick the slight", "1 star for the slight"]);
  equal([it.reject.title, it.note.title], ["Reject the slight (X)", "Note on the slight (N)"]);
  equal(it.element.getAttribute("aria-label"), "Judge the slight");
});

test("one that is set says that a press takes it back", () => {
  const it = buttons({ mark: "picked", stars: 2 });
  equal(it.pick.title, "Take the pick of the slight back (P or U)");
  equal([it.stars[0].title, it.stars[1].title], ["1 star for the slight (1; 0 for none)", "Take the 2 stars of the slight back (0)"]);
  it.see({ mark: "rejected" });
  equal(it.pick.title, "Pick the slight and go on to the next photo (P)");
  equal(it.reject.title, "Take the rejection of the slight back (X or U)");
});

test("a note is seen on the pencil and on the chip, and read where one points at it", () => {
  equal([judgedSign({ mark: "picked", stars: 3, note: "lips" }), judgedWords({ mark: "none", note: "lips" })], ["✓ 3★ ✎", ["with a note"]]);
  const it = buttons({ mark: "none", note: "<b>lips</b> too red" });
  equal([it.note.title, it.note.classList.contains("written")], ["Note on the slight: <b>lips</b> too red (N)", true]);
  equal([it.note.getAttribute("aria-label"), it.note.getAttribute("aria-description")], ["Note on the slight", "<b>lips</b> too red"]);
  it.see({ mark: "none" });
  equal([it.note.title, it.note.classList.contains("written")], ["Note on the slight (N)", false]);
  equal(it.note.getAttribute("aria-description"), "");
});

test("where all that is there is simulated they take no room", () => {
  const room = new Room({ shots: shots(2) });
  const away = () => room.parent.querySelector(".judge").hidden;
  ok(away(), "no judgement is of them");
  room.run({ shots: shots(1) });
  ok(!away(), "results may come");
  room.run({ shots: shots(2), coming: true });
  ok(!away(), "one is on its way");
});

test("for the original they are off and say so; where nothing can be judged they are away", () => {
  const it = buttons({ mark: "" });
  equal([it.pick.disabled, it.stars[4].disabled, it.pick.title], [true, true, "Choose a result to judge it"]);
  equal(it.element.classList.contains("away"), false);
  it.see({ mark: "" }, false);
  equal(it.element.classList.contains("away"), true);
});
