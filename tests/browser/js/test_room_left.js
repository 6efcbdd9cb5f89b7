// How high the stage may be.

import { roomBelow, scrollerOf, stageHeight } from "/viewer/viewer.js";
import { equal, ok, test } from "./cases.js";
import { place } from "./stand_ins.js";

const PHOTO = { width: 2000, height: 3000 };
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

function high(more) {
  return stageHeight({ left: 700, below: 110, width: 700, size: PHOTO, inner: DESK, ...more });
}

test("on a desk it is what the window leaves, less what stands below", () => {
  equal([high({}), high({ left: 700.8 }), high({ below: 0 })], [590, 590, 700]);
  equal(high({ left: 350 }), 320, "never too low to judge a picture");
});

test("on a phone it follows the photo's shape, and leaves some of the page in sight", () => {
  const on = (size) => high({ inner: PHONE, width: 358, size });
  equal([on({ width: 3000, height: 2000 }), on({ width: 1000, height: 1000 })], [240, 358]);
  equal(on(PHOTO), 537);
  equal(on({ width: 1000, height: 4000 }), Math.round(0.72 * 844));
});

test("the room below does not depend on how far the page is scrolled", () => {
  place().innerHTML = `<div id="scroller" style="position: absolute; top: 50px; height: 400px; width: 300px; overflow-y: auto">
    <div style="height: 120px"></div><div id="stage" style="height: 2000px"></div></div>`;
  const [scroller, element] = ["scroller", "stage"].map((id) => document.getElementById(id));
  equal(roomBelow(element, scroller), 280);
  scroller.scrollTop = 77;
  equal(roomBelow(element, scroller), 280);
});

test("what scrolls is found through shadow roots; else it is the page", () => {
  place().innerHTML = '<div style="overflow-y: scroll" id="scroller"><div id="host"></div></div><p id="p"></p>';
  const root = document.getElementById("host").attachShadow({ mode: "open" });
  root.innerHTML = "<div><i></i></div>";
  ok(scrollerOf(root.querySelector("i")) === document.getElementById("scroller"), "the scroller");
  ok(scrollerOf(document.getElementById("p")) === document.documentElement, "the page");
});
