// A cell: what it shows, what it says, and what it asks for.

import { CellView, spoken } from "/grid/grid.js";
import { equal, near, ok, test } from "./cases.js";
import { place } from "./stand_ins.js";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const ROW = { name: "IMG_1.jpg" };
const CELL = { id: "a", label: "balanced", words: "", share: 0, mark: "", stars: 0, note: "", warning: "", src: "/a" };
const ODD = '<img src=x onerror="window.bad = 1">';

function view(cell = {}, more = {}) {
  const made = new CellView();
  place().append(made.element);
  made.update({ cell: { ...CELL, ...cell }, row: ROW, column: 1, address: "", exact: false, ratio: 1, tied: false, named: false, ...more });
  return made;
}

test("its name says all that is to be seen", () => {
  equal(spoken({ ...CELL, mark: "picked", stars: 4 }, ROW, false), "balanced, IMG_1.jpg, picked, 4 stars");
  equal(spoken({ ...CELL, mark: "rejected", stars: 1, note: "too soft", warning: "No face found." }, ROW, false),
    "balanced, IMG_1.jpg, rejected, 1 star, note: too soft, No face found.");
  equal(spoken({ ...CELL, words: "Retouching" }, ROW, false), "balanced, IMG_1.jpg, Retouching");
  equal(spoken({ ...CELL, label: "original" }, ROW, true), "original, IMG_1.jpg, a tie");
});

test("foreign words are text", () => {
  const { element, words, warning, name } = view({ label: ODD, words: ODD, warning: ODD, note: ODD }, { named: true });
  equal([words.textContent, name.textContent, warning.title], [ODD, ODD, ODD]);
  equal([element.querySelectorAll("img").length, element.getAttribute("aria-label")], [1, `${ODD}, IMG_1.jpg, ${ODD}, note: ${ODD}, ${ODD}`]);
});

test("marks and stars are signs, and only what there is to say has one", () => {
  const judged = view({ mark: "picked", stars: 3, note: "fine" });
  equal([judged.mark.textContent, judged.stars.textContent, judged.noted.hidden, judged.warning.hidden], ["✓", "★★★", false, true]);
  equal(view({ mark: "rejected" }).mark.textContent, "✗");
  const plain = view({}, { address: "" });
  equal([plain.mark.textContent, plain.stars.textContent, plain.noted.hidden, plain.open.hidden], ["", "", true, true]);
});

test("the original is a row's head with the photo's name; a tie stands there", () => {
  const { element, name, mark } = view({ label: "original" }, { column: 0, tied: true });
  equal([element.getAttribute("role"), name.textContent, mark.textContent], ["rowheader", "IMG_1.jpg", "="]);
});

test("a look's name is shown only where it is asked for", () => {
  equal([view().name.textContent, view({}, { named: true }).name.textContent], ["", "balanced"]);
});

test("how far it is is drawn as a bar", () => {
  const { share, words } = view({ words: "Retouching", share: 0.64 });
  equal([share.hidden, share.style.transform, words.textContent], [false, "scaleX(0.64)", "Retouching"]);
  ok(view().share.hidden, "nothing under way");
});

test("the same picture is asked for once, and let go of where it leaves", () => {
  const made = view();
  let asked = 0;
  Object.defineProperty(made.image, "src", { set: () => (asked += 1) });
  made.show(`${PIXEL}#b`);
  made.show(`${PIXEL}#b`);
  equal(asked, 1);
  made.leave();
  equal([made.image.hasAttribute("src"), made.element.isConnected], [false, false]);
});

test("at 1:1 one pixel of the picture fills one of the screen's", () => {
  const made = view({}, { exact: true, ratio: 2 });
  Object.defineProperty(made.image, "naturalWidth", { value: 440 });
  made.loaded();
  equal(made.image.style.width, "220px");
  made.exact = false;
  made.loaded();
  equal(made.image.style.width, "", "as large as the cell");
});

test("a picture that can't be loaded says so", () => {
  const made = view();
  made.image.onerror();
  ok(made.frame.classList.contains("broken"), "broken");
  made.show(`${PIXEL}#other`);
  ok(!made.frame.classList.contains("broken"), "another picture may be there");
});

test("a point is a share of the picture, not of the cell around it", () => {
  const made = view();
  Object.defineProperty(made.image, "naturalWidth", { value: 200 });
  Object.defineProperty(made.image, "naturalHeight", { value: 100 });
  made.image.getBoundingClientRect = () => ({ left: 100, top: 50, width: 220, height: 220 });
  near(made.pointAt({ clientX: 155, clientY: 160 }), { x: 0.25, y: 0.5 });
  equal(made.pointAt({ clientX: 155, clientY: 60 }), null, "on the grey above it");
});

test("its button says no size: how large a photo is opened depends on the crop", () => {
  const { open } = view({}, { address: PIXEL });
  equal([open.textContent, open.title, open.getAttribute("aria-label")], ["Open", "Open large (Enter)", "balanced, IMG_1.jpg: open large"]);
});
