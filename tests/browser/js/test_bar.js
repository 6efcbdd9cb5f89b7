// The buttons: what they say, what they do, and that they are not made anew.

import { Bar } from "/viewer/viewer.js";
import { afterwards, equal, ok, test } from "./cases.js";
import { FACES, shots } from "./room.js";
import { place, recorder, send } from "./stand_ins.js";

const MARKUP = await (await fetch("/viewer/viewer.html")).text();
const FITTED = { zoom: 0.504, fitted: true };
const SEEN = { mode: "swipe", held: false, pin: null, left: "original", right: "slight", face: -1, faces: [], boxed: false, camera: FITTED };

/** A bar with three shots; `calls` are what it asked of the viewer. */
function bar(more = {}) {
  const root = place();
  root.innerHTML = MARKUP;
  const viewer = recorder({ faces: { nextView: () => viewer.calls.push(["nextView"]) } });
  const it = new Bar(root, viewer);
  it.calls = viewer.calls;
  it.see = (more = {}) => it.update({ shots: shots(3), ...SEEN, ...more });
  it.see(more);
  it.attach();
  afterwards(() => it.detach());
  return it;
}

function pressed(buttons) {
  return [...buttons].map((button) => button.getAttribute("aria-pressed") === "true");
}

test("the mode's button is pressed", () => {
  const it = bar();
  for (const [i, mode] of ["swipe", "grid", "blink", "difference"].entries()) {
    it.see({ mode });
    equal(pressed(it.modes), [0, 1, 2, 3].map((each) => each === i), mode);
  }
});

test("the other buttons ask the viewer for what they say", () => {
  const it = bar({ faces: FACES });
  it.viewer.table = { toggle: () => it.calls.push(["table"]) };
  for (const name of ["fit", "one", "face", "boxes", "pin", "fullscreen", "table"]) document.querySelector(`[data-do=${name}]`).click();
  for (const button of it.modes) button.click();
  const asked = [["fit"], ["oneToOne"], ["nextView"], ["toggleBoxes"], ["togglePin"], ["toggleFullscreen"], ["table"]];
  equal(it.calls, [...asked, ["setMode", "swipe"], ["setMode", "grid"], ["setMode", "blink"]]);
});

test("without a face its button is off and says so", () => {
  const it = bar();
  equal([it.face.disabled, it.face.textContent, it.face.title], [true, "Face", "No face found"]);
});

test("one face is not counted, several are", () => {
  const it = bar({ faces: FACES.slice(1) });
  equal([it.face.disabled, it.face.textContent, it.face.title], [false, "Face", "The face; again: its eyes at 1:1 (E)"]);
  it.see({ faces: FACES });
  equal(it.face.textContent, "Face –/2");
  it.see({ faces: FACES, face: 0 });
  equal(it.face.textContent, "Face 1/2");
  it.see({ faces: FACES, face: 1 });
  equal(it.face.textContent, "Face 2/2");
});

test("the boxes' button says how many faces were found", () => {
  const it = bar();
  const now = (faces, boxed = false) => {
    it.see({ faces, boxed });
    return [it.boxes.disabled, it.boxes.title, it.boxes.getAttribute("aria-label")];
  };
  const label = "Boxes around the faces, ";
  equal(now([]), [true, "No face found", `${label}No face found`]);
  equal(now(FACES.slice(1)), [false, "1 face found in the original: show boxes (B)", `${label}1 face found`]);
  equal(now(FACES), [false, "2 faces found in the original: show boxes (B)", `${label}2 faces found`]);
});

test("the boxes' button is pressed while boxes are seen", () => {
  const it = bar({ faces: FACES, boxed: true });
  equal(pressed([it.boxes]), [true]);
  it.see({ faces: FACES });
  equal(pressed([it.boxes]), [false]);
  it.see({ boxed: true });
  equal(pressed([it.boxes]), [false], "there is no face");
});

test("the zoom is told in whole percents", () => {
  const it = bar();
  equal(it.zoom.value, "50 %");
  it.see({ camera: { zoom: 15.996, fitted: false } });
  equal(it.zoom.value, "1600 %");
});

test("of Fit, 1:1 and Face the one that was chosen is pressed, and none at a zoom of the user's own", () => {
  const it = bar({ faces: FACES });
  const now = (choice) => (it.see({ faces: FACES, choice }), pressed([it.fit, it.one, it.face]));
  equal(["fit", "one", "face", "free"].map(now), [
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [false, false, false],
  ]);
});

test("the pin says what it would do", () => {
  const it = bar();
  const now = (more) => (it.see(more), [it.pin.getAttribute("aria-label"), it.pin.getAttribute("aria-pressed")]);
  equal(now({}), ["Pin the left picture while other photos are shown", "false"]);
  equal(now({ mode: "grid" }), ["Pin the chosen picture while other photos are shown", "false"]);
  equal(now({ pin: { named: "one.jpg" } }), ["Unpin one.jpg", "true"]);
});

test("the original's button is pressed while the original is shown", () => {
  const it = bar();
  it.see({ held: true });
  equal(pressed([it.original]), [true]);
});

test("the buttons that judge are the chosen picture's", () => {
  const it = bar({ shots: [shots(1)[0], { ...shots(2)[1], mark: "picked" }] });
  equal(it.judge.pick.getAttribute("aria-label"), "Pick the slight");
  it.see();
  equal(it.judge.element.classList.contains("away"), true, "nothing can be judged");
});

test("every button has a name", () => {
  bar({ faces: FACES });
  const nameless = [...document.querySelectorAll("#place button")].filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim()));
  equal(nameless.map((each) => each.outerHTML), []);
});

/** A bar whose list of pictures is open. */
function opened() {
  const it = bar();
  it.chips.menu.show(true);
  return it;
}

function press(element) {
  send(element, new PointerEvent("pointerdown", { bubbles: true, composed: true }));
}

test("a press elsewhere closes the list of pictures, one in it does not", () => {
  const it = opened();
  press(it.chips.menu.list);
  ok(it.chips.menu.isOpen, "in it");
  press(document.body);
  ok(!it.chips.menu.isOpen, "elsewhere");
});

test("close says whether the list was open", () => {
  const it = opened();
  equal([it.close(), it.close(), it.chips.menu.isOpen], [true, false, false]);
});

test("a bar that is detached hears no press, and hears again once attached", () => {
  const it = opened();
  it.attach(); // a rerun: it listens already
  it.detach();
  press(document.body);
  ok(it.chips.menu.isOpen, "detached");
  it.attach();
  press(document.body);
  ok(!it.chips.menu.isOpen, "attached");
});
