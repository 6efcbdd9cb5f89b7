// What the page is told, one at a time.

import { Outbox } from "/viewer/viewer.js";
import { afterwards, equal, stub, test } from "./cases.js";

/** An outbox whose time-outs come by `late()` only; `told` is what went out. */
function outbox() {
  const timers = new Map();
  stub(window, "setTimeout", (action) => (timers.set(timers.size + 1, action), timers.size));
  stub(window, "clearTimeout", (timer) => timers.delete(timer));
  const it = new Outbox();
  const told = [];
  it.attach((name, { value, number }) => told.push([name, value, number]));
  afterwards(() => it.detach());
  return { it, told, late: () => [...timers.values()].at(-1)?.() };
}

test("the next is told when the page has heard the one before, in order", () => {
  const { it, told } = outbox();
  it.put("judge", () => ({ what: "stars" }));
  it.put("judge", () => ({ what: "pick" }));
  it.put("step", () => 1);
  equal(told, [["judge", { what: "stars" }, 1]]);
  it.heard(0);
  equal(told.length, 1, "a run that heard nothing");
  it.heard(1);
  it.heard(1);
  equal(told.slice(1), [["judge", { what: "pick" }, 2]], "once");
  it.heard(2);
  equal(told.at(-1), ["step", 1, 3]);
});

test("a page that never answers is told the next after a while", () => {
  const { it, told, late } = outbox();
  it.put("step", () => 1);
  it.put("step", () => -1);
  late();
  equal(told.map(([, value]) => value), [1, -1]);
  it.heard(1);
  it.put("step", () => 1);
  equal(told.length, 2, "a late answer is no answer to the second");
});

test("what waits is dropped when the component leaves the page", () => {
  const { it, told } = outbox();
  it.put("step", () => 1);
  it.put("step", () => 1);
  it.detach();
  it.put("step", () => -1);
  equal(told.map(([, value]) => value), [1, -1]);
});

test("what waits is said when its turn comes, or when what it lacks has come", () => {
  const { it, told } = outbox();
  let seen = "one";
  it.put("step", () => 1);
  it.put("judge", () => seen);
  seen = null;
  equal(it.isBusy, true);
  it.heard(1);
  it.put("step", () => -1);
  it.heard(1);
  equal([told.length, it.isBusy], [1, true], "it goes before what was pressed after it");
  seen = "two";
  it.heard(1);
  it.heard(2);
  it.heard(3);
  equal([told.map(([, value]) => value), it.isBusy], [[1, "two", -1], false]);
});

test("what never comes is said to be late, and what was pressed behind it is dropped", () => {
  const { it, told, late } = outbox();
  it.put("judge", (isLate) => (isLate ? "late" : null));
  it.put("judge", () => "meant for a photo after it");
  late();
  it.heard(1);
  it.put("step", () => 1);
  equal(told.map(([, value]) => value), ["late", 1]);
});
