import { FaceBoxes } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { FACES } from "./room.js";

function styles(boxes) {
  return [...boxes.element.children].map(({ style }) => [style.left, style.top, style.width, style.height]);
}

test("boxes lie at the fractions of the picture", () => {
  const boxes = new FaceBoxes();
  boxes.update(FACES);
  equal(styles(boxes), [["10%", "10%", "20%", "30%"], ["60%", "50%", "20%", "30%"]]);
});

test("boxes of the same faces are not drawn anew, others are", () => {
  const boxes = new FaceBoxes();
  boxes.update(FACES);
  const first = boxes.element.firstChild;
  boxes.update(structuredClone(FACES));
  ok(boxes.element.firstChild === first, "the same");
  boxes.update([{ ...FACES[0], x: 0.2 }]);
  equal(styles(boxes), [["20%", "10%", "20%", "30%"]]);
  boxes.update([]);
  equal(styles(boxes), []);
});

test("boxes follow the picture and are hidden from screen readers", () => {
  const boxes = new FaceBoxes();
  const picture = { element: document.createElement("div") };
  Object.assign(picture.element.style, { width: "320px", height: "240px", transform: "translate(3px, 4px)" });
  boxes.follow(picture);
  const { width, height, transform } = boxes.element.style;
  equal([width, height, transform], ["320px", "240px", "translate(3px, 4px)"]);
  equal([boxes.element.className, boxes.element.getAttribute("aria-hidden")], ["faces", "true"]);
});
