// The list of pictures: its keys, its focus, and what is chosen.

import { Menu } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { keyEvent, place, send } from "./stand_ins.js";

const ITEMS = ["a", "b", "c"].map((id) => ({ id, text: `picture ${id}`, checked: id === "b" }));

function menu() {
  const chosen = [];
  const it = new Menu((id) => chosen.push(id));
  it.log = chosen;
  it.update("All 3 ▾", ITEMS);
  place().append(it.element);
  it.at = () => it.items.indexOf(document.activeElement);
  it.press = (key) => send(document.activeElement, keyEvent("keydown", key));
  return it;
}

test("it opens at what is chosen, and is said to be open", () => {
  const it = menu();
  equal([it.isOpen, it.button.getAttribute("aria-expanded")], [false, "false"]);
  it.button.click();
  equal([it.isOpen, it.button.getAttribute("aria-expanded"), it.at()], [true, "true", 1]);
  equal(it.items.map((item) => item.getAttribute("aria-checked")), ["false", "true", "false"]);
  it.button.click();
  equal(it.isOpen, false);
});

test("arrows walk round, Home and End go to the ends, and the page hears none of it", () => {
  const it = menu();
  it.button.click();
  const after = (key) => {
    ok(it.press(key).defaultPrevented, key);
    return it.at();
  };
  equal(["ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"].map(after), [2, 0, 2, 0, 2]);
});

test("choosing tells it, closes, and gives the button the focus", () => {
  const it = menu();
  it.button.click();
  it.items[2].click();
  equal([it.log, it.isOpen, document.activeElement === it.button], [["c"], false, true]);
});

test("Escape and Tab close it", () => {
  const it = menu();
  it.button.click();
  it.press("Escape");
  equal([it.isOpen, document.activeElement === it.button], [false, true]);
  it.button.click();
  equal([it.press("Tab").defaultPrevented, it.isOpen], [false, false]);
});

test("items that change keep the place of the focus; the same ones are not made anew", () => {
  const it = menu();
  it.button.click();
  const before = it.items[1];
  it.update("All 3 ▾", ITEMS);
  ok(it.items[1] === before, "the same");
  it.update("All 3 ▾", ITEMS.map((item) => ({ ...item, checked: item.id === "c" })));
  equal([it.at(), it.items[1] === before], [1, false]);
});
