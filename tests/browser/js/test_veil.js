import { Veil } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { images } from "./stand_ins.js";

const SPOTS = { at_risk: [[0.5, 0.25, 0.01]], healed: [[0.1, 0.2, 0.005]] };

test("parts come as one picture, and are not asked for again", () => {
  const seen = images();
  const veil = new Veil();
  veil.show({ parts: "/parts/all" });
  const first = veil.element.firstChild;
  veil.show({ parts: "/parts/all" });
  ok(veil.element.firstChild === first, "the same");
  equal(seen.asked, ["/parts/all"]);
  veil.show(null);
  equal(veil.element.children.length, 0);
});

test("rings lie around the spots, those at risk above the others", () => {
  const veil = new Veil();
  veil.show({ spots: SPOTS });
  const rings = [...veil.element.children].map(({ dataset, style }) => [dataset.kind, style.left, style.top]);
  equal(rings, [["healed", "10%", "20%"], ["at_risk", "50%", "25%"]]);
  equal(parseFloat(veil.element.lastChild.style.width).toFixed(3), "3.600");
});

test("a veil follows its picture and is hidden from screen readers", () => {
  const veil = new Veil();
  const picture = { element: document.createElement("div") };
  Object.assign(picture.element.style, { width: "320px", height: "240px", transform: "translate(3px, 4px)" });
  veil.follow(picture);
  const { width, height, transform } = veil.element.style;
  equal([width, height, transform], ["320px", "240px", "translate(3px, 4px)"]);
  equal(veil.element.getAttribute("aria-hidden"), "true");
});
