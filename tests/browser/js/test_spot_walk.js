// From spot to spot; what the guard does with one is in test_guard.js.

import { SpotWalk } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";

const SPOTS = [true, false, false].map((isMole, i) => ({ spot: [i / 10, 0.5, 0.01], isMole, isKept: i === 2 }));

function walk() {
  const said = [];
  const element = document.createElement("span");
  element.innerHTML = "<button></button><button></button><button></button>";
  const say = (name) => (spot) => said.push([name, spot?.spot[0]]);
  const made = new SpotWalk(element, { turned: say("turned"), went: say("went"), changed: say("changed") });
  made.update(SPOTS);
  return { made, said, element };
}

test("without spots there is nothing to go to", () => {
  const { made, element } = walk();
  made.update([]);
  ok(element.hidden, "hidden");
  equal([made.current, made.looked], [null, null]);
});

test("the button in the middle stands for the spot, and turns it", () => {
  const { made, said } = walk();
  made.next.onclick();
  made.button.onclick();
  equal(said, [["went", 0.1], ["turned", 0.1]]);
  made.goByKey("End");
  made.update(SPOTS);
  equal([made.button.textContent, made.button.getAttribute("aria-pressed")], ["Spot 3 of 3", "true"]);
  made.goByKey("ArrowDown");
  equal(made.inWords, "Spot 1 of 3, like a mole or freckle");
});

test("a spot is looked at as long as the focus is here; where there are fewer, the last one", () => {
  const { made, said, element } = walk();
  made.goByKey("ArrowUp");
  element.dispatchEvent(new FocusEvent("focusin"));
  equal(made.looked, SPOTS[2]);
  made.update(SPOTS.slice(0, 2));
  equal(made.looked, SPOTS[1]);
  element.dispatchEvent(new FocusEvent("focusout"));
  equal([made.looked, said.length], [null, 3]);
});
