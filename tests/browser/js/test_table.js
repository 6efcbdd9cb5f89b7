// The table of keys: what it shows, its switch, and how it closes.

import { KeyTable } from "/keys/keys.js";
import { afterwards, equal, ok, test } from "./cases.js";
import { keyEvent, place, send } from "./stand_ins.js";

const SENT = {
  single: true,
  table: { Judge: [{ keys: "[P]", does: "pick" }], Zoom: [{ keys: "[Z] or a click", does: "1:1" }, { keys: "[F]", does: "<b>fit</b>, [Esc] back" }] },
  off: "What works without.",
};

function table(more = {}) {
  const switched = [];
  const it = new KeyTable(place(), {}, (single) => switched.push(single));
  it.told = switched;
  it.update({ ...SENT, ...more });
  afterwards(() => it.dialog.close());
  return it;
}

test("its groups have their titles and lines, as texts", () => {
  const { dialog } = table();
  const words = (selector) => [...dialog.querySelectorAll(selector)].map((each) => each.textContent);
  equal([words("h3"), words("dt"), words("dd")], [["Judge", "Zoom"], ["P", "Z or a click", "F"], ["pick", "1:1", "<b>fit</b>, Esc back"]]);
  equal(words("kbd"), ["P", "Z", "F", "Esc"]);
  equal(words("p"), ["What works without."]);
});

test("a rerun draws nothing anew", () => {
  const it = table();
  const before = it.dialog.querySelector("dt");
  it.update(SENT);
  ok(it.dialog.querySelector("dt") === before, "the same line");
});

test("it opens as a dialog with a name, and closes by its key, its button and a press beside it", () => {
  const it = table();
  const open = () => (it.toggle(), it.dialog.open);
  ok(open() && it.dialog.matches(":modal"), "above the page");
  equal(it.dialog.getAttribute("aria-label"), "Keys");
  send(it.dialog, keyEvent("keydown", "?"));
  equal(it.dialog.open, false, "the key");
  open();
  it.close.click();
  equal(it.dialog.open, false, "the button");
  open();
  it.groups.click();
  ok(it.dialog.open, "a press in it");
  it.dialog.click();
  equal(it.dialog.open, false, "a press beside it");
  open();
  it.toggle();
  equal(it.dialog.open, false, "toggled");
});

test("what is pressed in it reaches nothing below", () => {
  const it = table();
  it.toggle();
  const heard = [];
  const listen = (event) => heard.push(event.key);
  document.addEventListener("keydown", listen);
  afterwards(() => document.removeEventListener("keydown", listen));
  for (const key of ["p", "r", "?"]) send(it.close, keyEvent("keydown", key));
  equal(heard, []);
});

test("its switch says whether single keys work, and tells when the user turns it", () => {
  const it = table({ single: false });
  equal([it.single.checked, it.single.getAttribute("role"), it.single.labels[0].textContent], [false, "switch", "Single keys"]);
  it.single.click();
  equal(it.told, [true]);
  it.update({ ...SENT, single: true });
  ok(it.single.checked, "as the page says");
  it.update({ ...SENT, single: false });
  ok(!it.single.checked, "switched elsewhere since");
});

test("what the user says holds for the next key, and while a run of the page comes that has not heard it", () => {
  const it = table();
  const now = () => [it.single.checked, it.keyboard.single];
  equal(now(), [true, true]);
  it.single.click();
  equal(now(), [false, false], "at once");
  it.update(SENT);
  equal(now(), [false, false], "a run that began before");
  it.update({ ...SENT, single: false });
  it.update(SENT);
  equal(now(), [true, true], "heard, and switched elsewhere since");
});
