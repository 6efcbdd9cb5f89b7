// Walking from face to face: how closely, at which place, and what leaves it.

import { equal, near, ok, test } from "./cases.js";
import { FACES, Room, shot, shots } from "./room.js";

const FRAMED = (0.7 * 600) / (0.3 * 1200); // the first face fills 70 % of the stage's height

function centre(room) {
  return [room.camera.x, room.camera.y];
}

test("a face fills 70 % of the pane's height, whatever the photo's size, with its middle on the split", () => {
  for (const k of [1, 4, 0.25]) {
    const room = new Room({ shots: [shot("original", { width: 1600 * k, height: 1200 * k }), shot("slight")], faces: FACES });
    room.viewer.moveSplit(-0.1);
    room.press("e");
    near(room.camera.scale * 0.3 * 1200 * k, 0.7 * 600, `${k} times`);
    near(room.camera.pointAt({ x: 320, y: 300 }), { x: 0.2, y: 0.25 }, `${k} times`);
  }
});

test("a photo may begin at a point, at 1:1; the next one at its own", () => {
  const large = (id) => shot(id, { width: 6400, height: 4800 });
  const room = new Room({ shots: [large("original"), large("slight")], faces: FACES, start: { x: 0.7, y: 0.3 } });
  near([room.camera.pointAt({ x: 400, y: 300 }), room.camera.zoom], [{ x: 0.7, y: 0.3 }, 1]);
  room.press("+");
  const zoom = room.camera.zoom;
  room.run({ shots: [large("original"), large("slight")], faces: FACES, start: { x: 0.7, y: 0.3 } });
  near(room.camera.zoom, zoom, "a rerun leaves it where the user went");
  room.run({ shots: [large("other"), large("heavy")], faces: FACES, start: { x: 0.2, y: 0.6 } });
  near(room.camera.pointAt({ x: 400, y: 300 }), { x: 0.2, y: 0.6 });
});

test("a wide face keeps 80 % of its width in a narrow pane", () => {
  const room = new Room({ mode: "grid", shots: shots(4), faces: [{ ...FACES[0], width: 0.6 }] });
  room.press("e");
  near(room.camera.scale * 0.6 * 1600 * 0.8, 0.7 * 398);
});

test("a framed face keeps its place in every mode and size, until the user moves", () => {
  const room = new Room({ faces: FACES });
  room.press("e");
  room.press("m");
  near(room.camera.pointAt({ x: 400, y: 300 }), { x: 0.2, y: 0.25 }, "blink");
  room.press("g");
  const { width, height } = room.camera.box;
  near(room.camera.pointAt({ x: width / 2, y: height / 2 }), { x: 0.2, y: 0.25 }, "a cell of the grid");
  near(room.camera.scale * 0.3 * 1200, 0.7 * height, "in its own size");
  room.press("+");
  const before = room.camera.scale;
  room.press("s");
  near(room.camera.scale, before, "the user's own zoom");
});

test("on a split near an edge a face stands in the middle", () => {
  const room = new Room({ faces: FACES });
  room.viewer.moveSplit(0.4);
  room.press("e");
  near(room.camera.pointAt({ x: 400, y: 300 }), { x: 0.2, y: 0.25 });
});

test("Face goes to the face, then to its eyes at 1:1, then to the next face", () => {
  const room = new Room({ faces: FACES });
  const seen = [0, 1, 2, 3, 4].map(() => {
    room.click("[data-do=face]");
    return [room.viewer.faces.at, room.viewer.faces.eyes];
  });
  equal(seen, [[0, false], [0, true], [1, false], [1, true], [0, false]]);
  room.click("[data-do=face]");
  near([room.camera.pointAt({ x: 400, y: 300 }), room.camera.zoom], [{ x: 0.2, y: 0.22 }, 2], "clearly closer than the face");
  const large = new Room({ shots: [shot("original", { width: 6400, height: 4800 }), shot("slight")], faces: FACES });
  large.click("[data-do=face]");
  large.click("[data-do=face]");
  equal(large.camera.zoom, 1);
  large.press("z");
  large.viewer.pan(3, 3);
  large.click("[data-do=face]");
  equal([large.viewer.faces.at, large.viewer.faces.eyes], [0, false], "back to the face after a walk");
});

test("the viewer begins at the first face where the page asks for it", () => {
  const room = new Room({ faces: FACES, start: "face" });
  equal(room.viewer.faces.at, 0);
  near([...centre(room), room.camera.scale], [0.2, 0.25, FRAMED]);
  room.press("f");
  room.run({ faces: FACES, start: "face" });
  ok(room.camera.fitted, "a rerun does not begin anew");
  room.run({ shots: [shot("original", { full: "/other.jpg" })], faces: FACES, start: "face" });
  equal([room.viewer.faces.at, room.camera.fitted], [0, false], "another photo does");
});

test("of many faces it begins at the one that the page asks for, of too few at the first", () => {
  equal(new Room({ faces: FACES, start: "face", face: 1 }).viewer.faces.at, 1);
  equal(new Room({ faces: FACES, start: "face", face: 2 }).viewer.faces.at, 0);
});

test("faces that come later are begun at, unless the user has moved meanwhile", () => {
  const room = new Room({ start: "face" });
  ok(room.camera.fitted, "no face yet");
  room.run({ faces: FACES, start: "face" });
  equal(room.viewer.faces.at, 0);
  const other = new Room({ start: "face" });
  other.press("+");
  other.run({ faces: FACES, start: "face" });
  equal(other.viewer.faces.at, -1);
});

test("without the page's wish the viewer begins with the whole picture", () => {
  ok(new Room({ faces: FACES }).camera.fitted, "fit");
});

test("another photo keeps zoom and mode, and a look at a face", () => {
  const room = new Room({ faces: FACES });
  room.press("g");
  room.press("e");
  const other = [shot("original", { full: "/other.jpg" }), shot("slight", { full: "/other-1.jpg" })];
  room.run({ shots: other, faces: FACES });
  equal([room.viewer.faces.at, room.view.mode], [0, "grid"], "where a face was looked at the next photo's is");
  room.press("f");
  room.press("z");
  room.run({ shots: shots(2), faces: FACES });
  equal([room.viewer.faces.at, room.camera.zoom, room.view.mode], [-1, 1, "grid"]);
  room.press("e");
  equal(room.viewer.faces.at, 0);
});

/** Photos as large as the first, each with its own files. */
function photo(name, more = {}) {
  const of = (id) => shot(id, { full: `/${name}-${id}.jpg`, ...more });
  return [of("original"), of("slight")];
}

function lit(room) {
  const names = ["fit", "one", "face"];
  return names.filter((name) => room.parent.querySelector(`[data-do=${name}]`).getAttribute("aria-pressed") === "true").join();
}

/** A tab in which nothing was chosen yet. */
function newTab() {
  Object.assign(window.retouchLook, { choice: "fit", face: 0, eyes: false, point: null });
}

test("Fit, 1:1 and Face hold on the next photo, and stay lit", () => {
  newTab();
  const room = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  equal([room.camera.fitted, lit(room)], [true, "fit"], "at first");
  room.press("e");
  equal(lit(room), "face");
  room.run({ shots: photo("two", { width: 800, height: 600 }), faces: FACES, start: "kept" });
  near(room.camera.scale * 0.3 * 600, 0.7 * 600, "its own face");
  equal(lit(room), "face");
  room.press("f");
  room.run({ shots: photo("three"), faces: FACES, start: "kept" });
  equal([room.camera.fitted, lit(room)], [true, "fit"]);
  room.press("z");
  room.run({ shots: photo("four", { width: 3200, height: 2400 }), faces: FACES, start: "kept" });
  equal([room.camera.zoom, lit(room)], [1, "one"]);
});

test("of a group the same face is framed on the next photo, where that has so many", () => {
  newTab();
  const room = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  for (const _ of [0, 1, 2]) room.press("e");
  equal(room.parent.querySelector("[data-do=face]").textContent, "Face 2/2");
  room.run({ shots: photo("two"), faces: [...FACES, FACES[0]], start: "kept" });
  equal([room.parent.querySelector("[data-do=face]").textContent, lit(room)], ["Face 2/3", "face"]);
  room.run({ shots: photo("three"), faces: FACES.slice(1), start: "kept" });
  equal([room.viewer.faces.at, lit(room)], [0, "face"]);
});

test("a photo without a face is seen whole, and the one after it at its face again", () => {
  newTab();
  const room = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  room.press("e");
  room.run({ shots: photo("two"), start: "kept" });
  ok(room.camera.fitted, "whole");
  room.run({ shots: photo("three"), faces: FACES, start: "kept" });
  equal([room.viewer.faces.at, lit(room)], [0, "face"]);
});

test("a zoom of the user's own is none of them, stays through the modes and on the next photo, not in the next viewer", () => {
  newTab();
  const room = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  room.press("e");
  room.press("+");
  const zoom = room.camera.zoom;
  room.press("m");
  near(room.camera.zoom, zoom);
  equal(lit(room), "");
  room.run({ shots: photo("two"), faces: FACES, start: "kept" });
  near(room.camera.zoom, zoom);
  equal(lit(room), "");
  const next = new Room({ shots: photo("two"), faces: FACES, start: "kept" });
  equal(lit(next), "fit");
});

test("another viewer begins with what was chosen in the last one, where the page lets it", () => {
  newTab();
  const tune = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  for (const _ of [0, 1, 2]) tune.press("e");
  const compare = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  equal([compare.viewer.faces.at, compare.viewer.faces.eyes, lit(compare)], [1, false, "face"]);
  compare.press("z");
  compare.viewer.pan(30, 20);
  compare.frames.next();
  const { x, y } = compare.camera;
  const back = new Room({ shots: photo("one"), faces: FACES, start: "kept" });
  near([back.camera.x, back.camera.y, back.camera.zoom], [x, y, 1]);
  equal(lit(back), "one");
  const survey = new Room({ shots: photo("one"), faces: FACES, start: "face", face: 1 });
  survey.press("f");
  equal(new Room({ shots: photo("one"), faces: FACES, start: "kept" }).camera.zoom, 1, "a viewer of its own says nothing of others");
});
