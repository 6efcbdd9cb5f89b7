// What the viewer remembers between two runs of the page, what it tells the page, and what it paints.

import mount from "/viewer/viewer.js";
import { equal, near, ok, stub, test } from "./cases.js";
import { FACES, Room, sent, shot, shots } from "./room.js";
import { send } from "./stand_ins.js";

const KEPT = { mode: "grid", left: "slight", right: "balanced" };

// Whose choice holds

test("until the user chooses, the page's mode, left and right hold", () => {
  const room = new Room();
  equal(room.view, { mode: "swipe", left: "original", right: "slight" });
  room.run({ mode: "blink", left: "slight", right: "balanced" });
  equal(room.view, { mode: "blink", left: "slight", right: "balanced" });
  equal(room.told, [], "it knows them already");
});

test("what the user chose stays, and only that", () => {
  const room = new Room();
  room.press("3", { altKey: true });
  room.run({ mode: "grid", left: "slight", right: "slight" });
  equal(room.view, { mode: "grid", left: "slight", right: "balanced" });
  room.press("s");
  room.run({ mode: "blink" });
  equal(room.view, { mode: "swipe", left: "original", right: "balanced" });
});

test("what the user chose in an earlier place of the page is kept", () => {
  const room = new Room({ kept: { ...KEPT, chosen: true } });
  equal(room.view, KEPT);
  const another = new Room({ kept: { ...KEPT, chosen: false } });
  equal(another.view, { ...KEPT, right: "slight" }, "the right one was the page's, and is again");
  room.run({ kept: { mode: "blink", left: "original", right: "original", chosen: true }, mode: "blink" });
  equal(room.view, KEPT, "kept counts at the beginning only");
  equal(room.told, []);
});

test("a chosen picture that is gone falls back to the page's, and the page is told", () => {
  const room = new Room();
  room.press("3", { altKey: true });
  room.told.length = 0;
  room.run({ shots: shots(2) });
  equal(room.view, { mode: "swipe", left: "original", right: "slight" });
  room.run({ shots: shots(3), right: "balanced" });
  equal(room.view.right, "balanced", "the choice is forgotten");
});

test("the page is told of a fall-back while another choice stands", () => {
  const room = new Room();
  room.press("g");
  room.press("3", { altKey: true });
  room.told.length = 0;
  room.run({ shots: shots(2) });
  equal(room.told, [["view", { mode: "grid", left: "original", right: "slight", chosen: false }]]);
});

test("a left picture that is gone falls back by itself", () => {
  const room = new Room();
  room.viewer.choose("left", "balanced");
  room.viewer.choose("right", "slight");
  room.run({ shots: shots(2) });
  equal(room.view, { mode: "swipe", left: "original", right: "slight" });
});

test("a shot that the page shows takes the right side once", () => {
  const room = new Room();
  room.run({ show: "balanced" });
  equal(room.view.right, "balanced");
  room.press("1", { altKey: true });
  room.run({ show: "balanced" });
  equal(room.view.right, "original", "the same one again is no news");
  room.run({ show: "" });
  room.run({ show: "balanced" });
  equal(room.view.right, "balanced", "after none it is");
  room.run({ show: "slight" });
  equal(room.view.right, "slight");
});

test("a shot that is shown from the beginning takes the right side", () => {
  equal(new Room({ show: "balanced" }).view.right, "balanced");
});

test("a shot that was shown before the viewer's place changed does not take what the user chose since", () => {
  equal(new Room({ show: "slight", kept: { ...KEPT, chosen: true } }).view.right, "balanced");
});

// What the page is told

test("the page is told each view once", () => {
  const room = new Room();
  room.press("g");
  room.press("g");
  room.press("3", { altKey: true });
  room.press("3", { altKey: true });
  equal(room.told, [
    ["view", { mode: "grid", left: "original", right: "slight", chosen: false }],
    ["view", { mode: "grid", left: "original", right: "balanced", chosen: true }],
  ]);
  room.run({ mode: "swipe" });
  equal(room.told.length, 2, "a rerun is no news");
});

test("choosing what the page asked for already is a choice", () => {
  const room = new Room();
  room.press("2", { altKey: true });
  equal(room.told, [["view", { mode: "swipe", left: "original", right: "slight", chosen: true }]]);
  room.run({ right: "balanced" });
  equal(room.view.right, "slight");
});

test("zoom, pan, split, faces and boxes never run the page", () => {
  const room = new Room({ faces: FACES });
  for (const key of ["z", "]", "+", "e", "b", "f"]) room.press(key);
  equal([room.told, room.steps], [[], []]);
});

test("the view is said in words for screen readers", () => {
  const room = new Room();
  room.press("3", { altKey: true });
  equal(room.spoken, "Swipe, left the original, right the balanced");
  room.press("g");
  equal(room.spoken, "Grid, the balanced chosen");
  room.press("m");
  equal(room.spoken, "Blink, left the original, right the balanced");
});

test("each run's own way of telling is used", () => {
  const room = new Room();
  const told = [];
  mount({ parentElement: room.parent, data: sent(), setStateValue: (name) => told.push(name), setTriggerValue: () => undefined });
  room.press("g");
  equal([told, room.told], [["view"], []]);
});

// Judging

const JUDGED = [shot("original"), shot("slight", { mark: "none" }), shot("balanced", { mark: "picked", stars: 2 })];

test("a judgement tells what, how many stars, and of which picture", () => {
  const room = new Room({ shots: JUDGED });
  room.press("p");
  room.press("3");
  room.press("x");
  room.press("2", { altKey: true });
  equal(room.steps, [
    ["judge", { what: "pick", stars: 0, shots: ["slight"] }],
    ["judge", { what: "stars", stars: 3, shots: ["slight"] }],
    ["judge", { what: "reject", stars: 0, shots: ["slight"] }],
  ]);
});

test("key and button take a pick or rejection back where it stands, and no other photo's", () => {
  for (const [mark, key, what] of [["picked", "p", "pick"], ["rejected", "x", "reject"]]) {
    const room = new Room({ shots: [shot("original"), shot("slight", { mark })], photo: "one" });
    room.press(key);
    room.click(`[data-judge=${what}]`);
    equal(room.steps.map(([, told]) => told.what), ["clear", "clear"]);
    const other = slow({ shots: [shot("original"), shot("slight", { mark })], photo: "one" });
    other.press("4");
    other.press(key);
    other.run({ shots: NEXT, photo: "two", heard: 1 });
    equal(judged(other)[1], [what, ["next slight"]], "it was pressed for a photo that nobody had seen");
  }
});

test("a second press before the first was answered takes nothing back", () => {
  const room = slow({ shots: JUDGED, photo: "one" });
  room.press("p");
  room.press("p");
  room.run({ shots: [JUDGED[0], { ...JUDGED[1], mark: "picked" }], photo: "one", heard: 1 });
  equal(judged(room).map(([what]) => what), ["pick", "pick"]);
});

test("of the original the page is told, too, to say why not; undo needs no picture", () => {
  const room = new Room({ shots: JUDGED });
  room.viewer.choose("right", "original");
  ok(room.press("p").defaultPrevented, "the key is ours");
  room.press("z", { ctrlKey: true });
  room.press("z", { ctrlKey: true, shiftKey: true });
  equal(room.steps.map(([, told]) => [told.what, told.shots]), [["pick", ["original"]], ["undo", []], ["redo", []]]);
});

const NEXT = [shot("original", { full: "/next.jpg" }), shot("next slight", { mark: "none" }), shot("next heavy", { mark: "none" })];

/** A room whose page is slow: what it is told it hears only by `room.run({ heard })`. */
function slow(data) {
  const room = new Room(data);
  room.trigger = (name, told) => room.steps.push([name, told.value]);
  return room;
}

/** Of which shots the page was told what. */
function judged(room) {
  return room.steps.map(([, { what, shots }]) => [what, shots]);
}

test("a key that is pressed while the next photo is on its way judges that one's chosen result", () => {
  const room = slow({ shots: JUDGED, photo: "one" });
  room.press("p");
  room.press("p");
  room.run({ shots: JUDGED, photo: "one", heard: 0 });
  equal(judged(room), [["pick", ["slight"]]], "a tick of the page is no answer");
  room.run({ shots: NEXT, right: "next heavy", photo: "two", heard: 1 });
  equal(judged(room), [["pick", ["slight"]], ["pick", ["next heavy"]]]);
});

test("it waits for the look that is to be shown, and ticks with other results don't end that", () => {
  const room = slow({ shots: JUDGED, photo: "one" });
  room.press("p");
  room.press("4");
  room.run({ shots: NEXT.slice(0, 1), photo: "two", coming: true, heard: 1 });
  room.run({ shots: NEXT.slice(0, 2), photo: "two", coming: true, heard: 1 });
  equal(judged(room).length, 1, "slight is not meant");
  room.run({ shots: NEXT, right: "next heavy", photo: "two", heard: 1 });
  equal(judged(room)[1], ["stars", ["next heavy"]]);
});

test("what is seen while other results are coming is judged at once", () => {
  const room = new Room({ shots: NEXT.slice(0, 2), photo: "two", coming: true });
  room.press("0");
  equal(judged(room), [["stars", ["next slight"]]]);
});

test("while nothing has come yet judging keys are the viewer's, and wait", () => {
  const room = new Room({ shots: NEXT.slice(0, 1), photo: "two", coming: true });
  ok(room.press("x").defaultPrevented, "not lost");
  equal(room.steps, []);
  room.run({ shots: NEXT.slice(0, 2), photo: "two" });
  equal(judged(room), [["reject", ["next slight"]]]);
});

test("what waits when yet another photo is shown judges nothing there", () => {
  const room = new Room({ shots: NEXT.slice(0, 1), photo: "two", coming: true });
  room.press("x");
  room.run({ shots: JUDGED, photo: "three" });
  equal(judged(room), [["reject", ["two"]]]);
});

test("no key is lost in a run that is overtaken before the next one mounts", () => {
  const room = slow({ shots: JUDGED, photo: "one" });
  room.press("3");
  room.press("p");
  room.cleanup(); // as Streamlit does with the first of two that come at once
  ok(room.press("0").defaultPrevented, "heard between");
  room.run({ shots: JUDGED, photo: "one", heard: 1 });
  room.run({ shots: JUDGED, photo: "one", heard: 2 });
  equal(judged(room).map(([what]) => what), ["stars", "pick", "stars"]);
});

test("where nothing can be judged its keys are the page's", () => {
  const room = new Room();
  equal([room.press("p").defaultPrevented, room.press("3").defaultPrevented, room.press("z", { metaKey: true }).defaultPrevented], [false, false, false]);
  equal(room.steps, []);
});

// A pinned picture

const OTHER = [shot("original", { full: "/other.jpg" }), shot("slight", { full: "/other-1.jpg" })];

test("T pins the left picture, keeps it through other photos, and lets it go", () => {
  const room = new Room({ shots: shots(3), name: "one.jpg" });
  room.press("t");
  equal([room.shown, room.spoken], [["slight", "pinned"], "Pinned one.jpg · the original"]);
  room.run({ shots: OTHER, name: "two.jpg" });
  equal(room.shown.sort(), ["pinned", "slight"]);
  equal(room.viewer.stage.panes.get("pinned").shot.full, "/original.jpg");
  ok(room.told.every(([, view]) => view.left === "original"), "the page hears of its own pictures only");
  room.press("t");
  equal([room.shown, room.spoken], [["slight", "original"], "Unpinned"]);
});

test("in the grid T pins the chosen picture", () => {
  const room = new Room({ mode: "grid", name: "one.jpg" });
  room.press("t");
  equal(room.viewer.pin.named, "one.jpg · the slight");
});

test("a pinned region stays as it was while other photos are walked through, and is in step with its own photo", () => {
  const room = new Room({ name: "one.jpg" });
  room.press("t");
  room.press("z");
  equal(room.viewer.pin.isApart, false);
  room.run({ shots: OTHER });
  room.press("f");
  room.point("pointermove", 100, 300);
  room.press("+");
  ok(room.viewer.pin.camera.scale > room.camera.scale && room.camera.fitted, "the one under the pointer zooms");
  const before = room.viewer.pin.camera.scale;
  room.point("pointermove", 700, 300);
  room.press("+");
  near(room.viewer.pin.camera.scale, before);
  ok(!room.camera.fitted, "the other one has zoomed");
  room.run();
  equal([room.viewer.pin.isApart, room.viewer.cameraAt({ clientX: 100, clientY: 300 }) === room.camera], [false, true]);
});

test("a pinned face fills its own pane in every mode, until the user moves it", () => {
  const room = new Room({ name: "one.jpg", faces: [{ ...FACES[0], width: 0.1 }] });
  room.press("e");
  room.press("t");
  room.run({ shots: OTHER, faces: [FACES[1]] });
  const { camera } = room.viewer.pin;
  const share = () => (camera.scale * 0.3 * 1200) / camera.box.height;
  near([share(), camera.pointAt({ x: camera.box.width / 2, y: 300 }).x], [0.7, 0.15]);
  room.press("g");
  near([share(), camera.pointAt({ x: camera.box.width / 2, y: camera.box.height / 2 }).x], [0.7, 0.15], "a cell of the grid");
  room.point("pointermove", 100, 100);
  room.press("+");
  room.press("s");
  near(share() * (600 / camera.box.height), share(), "as the user zoomed it");
  ok(camera.scale !== (0.7 * 600) / (0.3 * 1200), "no longer framed");
});

test("another photo is asked for by a trigger, not by the view", () => {
  const room = new Room({ photos: true });
  room.viewer.step(-1);
  equal([room.steps, room.told], [[["step", -1]], []]);
});

// What stays when the data change

test("a result that arrives leaves zoom, split, face and boxes as they are", () => {
  const room = new Room({ shots: shots(2), faces: FACES });
  for (const key of ["e", "e", "]", "b"]) room.press(key);
  const before = JSON.stringify([room.camera, room.viewer.split, room.viewer.faces.at, room.viewer.boxes]);
  room.run({ shots: shots(3), faces: FACES });
  equal(JSON.stringify([room.camera, room.viewer.split, room.viewer.faces.at, room.viewer.boxes]), before);
  equal(room.parent.querySelectorAll(".shots > button:not(.pin)").length, 3);
});

test("the end of an overtaken run switches nothing off", () => {
  const room = new Room({ mode: "blink" });
  const first = room.cleanup;
  room.run({ mode: "blink" });
  first();
  equal(room.intervals.lengths.length, 1, "still blinking");
  room.leave();
  equal(room.intervals.lengths.length, 0);
});

test("a viewer that has left neither blinks nor follows the window, and does both when it is back", () => {
  const room = new Room({ mode: "blink" });
  room.leave();
  send(window, new Event("resize"));
  equal([room.frames.next(), room.intervals.lengths], [0, []]);
  room.run({ mode: "blink" });
  send(window, new Event("resize"));
  equal([room.frames.next(), room.intervals.lengths], [1, [700]]);
});

test("the height that the page asks for is set, or what the window leaves", () => {
  const room = new Room({ height: 432 });
  const now = () => [room.root.style.getPropertyValue("--stage-height"), room.root.classList.contains("fills")];
  equal(now(), ["432px", false]);
  room.run();
  equal(now(), ["560px", false]);
  room.run({ below: 100 });
  equal(now(), [`${Math.max(320, window.innerHeight - 100)}px`, true]);
});

// What is painted

test("whatever changes between two frames is painted once", () => {
  const room = new Room();
  let painted = 0;
  const { paint } = room.viewer;
  stub(room.viewer, "paint", () => (painted += 1));
  for (let i = 0; i < 5; i += 1) room.viewer.pan(1, 1);
  room.frames.next();
  equal(painted, 1);
  stub(room.viewer, "paint", paint);
});

test("nothing is painted while the stage has no size", () => {
  const room = new Room();
  room.stage.style.width = "0";
  room.press("g");
  equal(room.stage.dataset.mode, "swipe");
  room.stage.style.width = "800px";
  room.viewer.repaint();
  room.frames.next();
  equal(room.stage.dataset.mode, "grid");
});

test("the mode, a zoom and boxes are marked on the stage", () => {
  const room = new Room({ faces: FACES });
  const marked = () => [room.stage.dataset.mode, room.stage.classList.contains("zoomed"), room.stage.classList.contains("boxed")];
  equal(marked(), ["swipe", false, false]);
  for (const key of ["g", "z", "b"]) room.press(key);
  equal(marked(), ["grid", true, true]);
});

test("the picture fills the pane and follows the stage's size and the pixel ratio", () => {
  const room = new Room({}, { ratio: 2 });
  equal([room.camera.scale, room.camera.zoom], [0.5, 1]);
  room.stage.style.height = "300px";
  room.viewer.repaint();
  room.frames.next();
  equal([room.camera.scale, room.camera.zoom], [0.25, 0.5]);
  stub(window, "devicePixelRatio", 1);
  send(window, new Event("resize"));
  room.frames.next();
  equal(room.camera.zoom, 0.25);
});

test("in the grid the camera sees one cell", () => {
  const room = new Room({ mode: "grid", shots: shots(4) });
  equal([room.camera.box.width, room.camera.box.height], [398, 298], "half of the stage less half of the gap");
});

test("held in the grid every cell shows the original, elsewhere the original stands alone", () => {
  const room = new Room({ left: "slight", right: "balanced" });
  room.viewer.original.show(true);
  room.frames.next();
  equal(room.shown, ["original"]);
  room.viewer.setMode("grid");
  room.frames.next();
  equal([...room.viewer.stage.panes.values()].map((pane) => pane.held), [false, true, true]);
});

test("the picture chosen last is the one that blink shows", () => {
  const room = new Room({ mode: "blink" });
  room.press("3", { altKey: true });
  equal(room.shown, ["balanced"]);
  room.viewer.choose("left", "slight");
  room.frames.next();
  equal(room.shown, ["slight"]);
});

// Blink

test("blink turns left and right over every 700 ms, in blink only", () => {
  const room = new Room({ mode: "blink" });
  equal([room.shown, room.intervals.lengths], [["original"], [700]]);
  room.intervals.tick();
  room.frames.next();
  equal(room.shown, ["slight"]);
  room.intervals.tick();
  room.frames.next();
  equal([room.shown, room.intervals.lengths], [["original"], [700]], "one clock");
  room.press("s");
  equal(room.intervals.lengths, []);
});

test("with less motion asked for nothing blinks by itself, each M turns over", () => {
  const room = new Room({}, { still: true });
  room.press("m");
  equal([room.shown, room.intervals.lengths], [["original"], []], "the first M only comes here");
  room.press("m");
  equal(room.shown, ["slight"]);
  room.press("m");
  equal(room.shown, ["original"]);
});

test("with motion a second M changes nothing", () => {
  const room = new Room();
  room.press("m");
  room.press("m");
  equal(room.shown, ["original"]);
});

// The split

test("the split moves between 0 and 1, in swipe only", () => {
  const room = new Room();
  room.viewer.moveSplit(-0.7);
  equal([room.viewer.split, room.frames.next(), room.handle.style.left], [0, 1, "0%"], "and is painted there");
  room.viewer.moveSplit(1.7);
  equal(room.viewer.split, 1);
  room.press("g");
  room.viewer.moveSplit(-0.5);
  equal(room.viewer.split, 1);
});

// Zoom

test("a place in the grid is a place in the pane under it; between panes it is the middle", () => {
  const room = new Room({ mode: "grid", shots: shots(2) });
  const { left, top, width, height } = room.viewer.stage.panes.get("slight").element.getBoundingClientRect();
  equal(room.viewer.placeOf({ clientX: left + 30, clientY: top + 40 }), { x: 30, y: 40 });
  const middle = { x: width / 2, y: height / 2 };
  equal(room.viewer.placeOf({ clientX: left - 2, clientY: top + 40 }), middle, "in the gap");
  equal(room.viewer.placeOf(null), middle, "no pointer");
});

// Faces

test("without faces E and B do nothing", () => {
  const room = new Room();
  room.press("e");
  room.press("b");
  equal([room.viewer.faces.at, room.camera.fitted, room.viewer.boxes], [-1, true, null]);
});

test("boxes are seen while there is only the original, until the user says", () => {
  const room = new Room({ shots: shots(1), faces: FACES });
  const boxed = () => room.stage.classList.contains("boxed");
  ok(boxed(), "the original alone");
  room.run({ shots: shots(2), faces: FACES });
  ok(!boxed(), "they would hide what the result changed");
  room.press("b");
  room.run({ shots: shots(3), faces: FACES });
  ok(boxed(), "the user wants them");
  room.press("b");
  room.run({ shots: shots(1), faces: FACES });
  ok(!boxed(), "the user does not");
});

test("a spot asked for on the page is gone to once, when it is another one", () => {
  const room = new Room();
  equal(room.camera.fitted, true);
  room.run({ spot: { x: 0.25, y: 0.25, number: 1 } });
  equal([room.camera.fitted, room.camera.x], [false, 0.25]);
  room.viewer.fit();
  room.run({ spot: { x: 0.25, y: 0.25, number: 1 } });
  equal(room.camera.fitted, true, "the same one again");
});
