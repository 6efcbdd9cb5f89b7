// The buttons: what they say, what they do, and that they are not made anew.

import { Bar } from "/viewer/viewer.js";
import { afterwards, equal, ok, test } from "./cases.js";
import { FACES, shot, shots } from "./room.js";
import { place, recorder, send } from "./stand_ins.js";

const MARKUP = await (await fetch("/viewer/viewer.html")).text();
const FITTED = { zoom: 0.504, fitted: true };
const SEEN = { mode: "swipe", left: "original", right: "slight", face: -1, faces: [], boxed: false, camera: FITTED };

/** A bar with three shots; `calls` are what it asked of the viewer. */
function bar(more = {}) {
  const root = place();
  root.innerHTML = MARKUP;
  const viewer = recorder();
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

/** Each picture's button: [number, label, sides, chosen]. */
function said(it) {
  return [...it.shots.children].map((button) => [
    button.firstChild.textContent,
    button.lastChild.textContent,
    button.dataset.side,
    button.getAttribute("aria-pressed"),
  ]);
}

test("the mode's button is pressed", () => {
  const it = bar();
  for (const [i, mode] of ["swipe", "grid", "blink"].entries()) {
    it.see({ mode });
    equal(pressed(it.modes), [0, 1, 2].map((each) => each === i), mode);
  }
});

test("each picture has a button with its number, its label and its sides", () => {
  const it = bar();
  equal(said(it), [
    ["1", "the original", "left", "false"],
    ["2", "the slight", "right", "true"],
    ["3", "the balanced", "", "false"],
  ]);
  it.see({ left: "slight" });
  equal(said(it)[1], ["2", "the slight", "left right", "true"]);
});

test("in the grid there is no left, and the right picture is the chosen one", () => {
  equal(said(bar({ mode: "grid" })).map(([, , side]) => side), ["", "chosen", ""]);
});

test("one picture alone has no side", () => {
  const it = bar({ shots: shots(1), right: "original" });
  equal(said(it), [["1", "the original", "", "true"]]);
});

test("what a button is for is said to screen readers and on hovering", () => {
  const [first, second] = bar().shots.children;
  equal([first, second].map((each) => each.getAttribute("aria-label")), ["the original, left", "the slight, right"]);
  equal([first.type, second.type], ["button", "button"]);
  equal(second.title, "Right: 2. Left: Alt + 2, or A then 2");
});

test("a new picture gets a button in its place; the others keep theirs and the focus", () => {
  const it = bar();
  const before = new Map(it.buttons);
  it.shots.children[2].focus();
  it.see({ shots: [shot("original"), shot("heavy"), shot("slight"), shot("balanced")] });
  equal([...it.shots.children].map((each) => each.lastChild.textContent), ["the original", "the heavy", "the slight", "the balanced"]);
  ok([...before].every(([id, button]) => it.buttons.get(id) === button), "the same buttons");
  ok(document.activeElement === before.get("balanced"), "the focus stays");
});

test("the button of a picture that is gone goes, and other orders are followed", () => {
  const it = bar();
  it.see({ shots: [shot("balanced"), shot("original")] });
  equal(said(it).map(([number, label]) => [number, label]), [["1", "the balanced"], ["2", "the original"]]);
  equal([...it.buttons.keys()], ["original", "balanced"]);
});

test("a renamed picture's button is renamed, and a name is text", () => {
  const it = bar();
  it.see({ shots: [shot("original"), shot("slight", { label: "<b>bold</b>" })] });
  equal(it.shots.children[1].textContent, "2<b>bold</b>");
  equal(it.shots.querySelector("b"), null);
});

test("a click on a picture chooses the right side, with Alt or Shift the left", () => {
  const it = bar();
  for (const more of [{}, { altKey: true }, { shiftKey: true }]) {
    it.shots.children[2].dispatchEvent(new MouseEvent("click", more));
  }
  equal(it.calls, [["choose", "right", "balanced"], ["choose", "left", "balanced"], ["choose", "left", "balanced"]]);
});

test("the other buttons ask the viewer for what they say", () => {
  const it = bar({ faces: FACES });
  for (const name of ["fit", "one", "face", "boxes", "fullscreen"]) document.querySelector(`[data-do=${name}]`).click();
  for (const button of it.modes) button.click();
  const asked = [["fit"], ["oneToOne"], ["nextFace"], ["toggleBoxes"], ["toggleFullscreen"]];
  equal(it.calls, [...asked, ["setMode", "swipe"], ["setMode", "grid"], ["setMode", "blink"]]);
});

test("without a face its button is off and says so", () => {
  const it = bar();
  equal([it.face.disabled, it.face.textContent, it.face.title], [true, "Face", "No face found"]);
});

test("one face is not counted, several are", () => {
  const it = bar({ faces: FACES.slice(1) });
  equal([it.face.disabled, it.face.textContent, it.face.title], [false, "Face", "Next face (E)"]);
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
  equal(now(FACES.slice(1)), [false, "1 face found in the original: show boxes (X)", `${label}1 face found`]);
  equal(now(FACES), [false, "2 faces found in the original: show boxes (X)", `${label}2 faces found`]);
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

test("Fit and 1:1 are pressed when they are so", () => {
  const it = bar();
  const now = (camera) => {
    it.see({ camera });
    return pressed([it.fit, it.one]);
  };
  equal(now({ zoom: 0.5, fitted: true }), [true, false]);
  equal(now({ zoom: 1, fitted: true }), [true, false], "the whole picture at 1:1");
  equal(now({ zoom: 1.0004, fitted: false }), [false, true]);
  equal(now({ zoom: 0.9996, fitted: false }), [false, true]);
  equal(now({ zoom: 1.01, fitted: false }), [false, false]);
  equal(now({ zoom: 0.99, fitted: false }), [false, false]);
});

test("a press elsewhere closes the list of keys, one in it does not", () => {
  const it = bar();
  const press = (element) => send(element, new PointerEvent("pointerdown", { bubbles: true, composed: true }));
  it.help.open = true;
  press(it.help.querySelector("dl"));
  ok(it.help.open, "in it");
  press(document.body);
  ok(!it.help.open, "elsewhere");
});

test("close says whether the list was open", () => {
  const it = bar();
  equal(it.close(), false);
  it.help.open = true;
  equal([it.close(), it.help.open], [true, false]);
});

test("a bar that is detached hears no press, and hears again once attached", () => {
  const it = bar();
  const press = () => {
    it.help.open = true;
    send(document.body, new PointerEvent("pointerdown", { bubbles: true, composed: true }));
    return it.help.open;
  };
  it.attach(); // a rerun: it listens already
  it.detach();
  ok(press(), "detached");
  it.attach();
  ok(!press(), "attached");
});
