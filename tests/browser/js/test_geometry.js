import { Camera, clamp, columnsFor, fitScale, gridCells, holdInside, onPixel } from "/viewer/viewer.js";
import { equal, near, ok, test } from "./cases.js";

const MIDDLE = { x: 400, y: 300 };

const SIZES = [
  [1, 1],
  [7, 5],
  [300, 300],
  [1600, 1200],
  [1200, 1600],
  [8256, 5504],
  [10000, 40],
  [40, 10000],
].map(([width, height]) => ({ width, height }));

const BOXES = [
  [900, 560],
  [390, 240],
  [1437, 903],
  [240, 700],
  [33, 77],
].map(([width, height]) => ({ width, height }));

const RATIOS = [1, 1.25, 1.5, 2, 3];

/** Every size in every box at every device pixel ratio: `check(camera, words)`, fitted as a new one is. */
function everywhere(check) {
  for (const size of SIZES) {
    for (const box of BOXES) {
      for (const ratio of RATIOS) check(seen(size, box, ratio), `${text(size)} in ${text(box)} at ${ratio}`);
    }
  }
}

function text({ width, height }) {
  return `${width}×${height}`;
}

function seen(size, box, ratio = 1) {
  const camera = new Camera();
  camera.settle(size, box, ratio);
  return camera;
}

/** A 1600×1200 photo in an 800×600 pane: the whole of it at 50 %. */
function usual(ratio = 1) {
  return seen({ width: 1600, height: 1200 }, { width: 800, height: 600 }, ratio);
}

function centre(camera) {
  return { x: camera.box.width / 2, y: camera.box.height / 2 };
}

/** Where the picture's edges lie in the pane. */
function edges(camera) {
  const { left, top } = camera.corner();
  return {
    left,
    top,
    right: left + camera.size.width * camera.scale,
    bottom: top + camera.size.height * camera.scale,
  };
}

/** Nothing empty is pulled in: an edge is outside the pane, or the picture is centred because it is smaller. */
function expectHeld(camera, words) {
  const { left, top, right, bottom } = edges(camera);
  const { width, height } = camera.box;
  if (right - left > width) ok(left <= 1e-6 && right >= width - 1e-6, `${words}: no gap at left or right`);
  else near(left, width - right, `${words}: centred across`, 1e-6);
  if (bottom - top > height) ok(top <= 1e-6 && bottom >= height - 1e-6, `${words}: no gap above or below`);
  else near(top, height - bottom, `${words}: centred down`, 1e-6);
}

test("clamp keeps what lies between and gives the nearer bound for the rest", () => {
  equal([clamp(3, 1, 5), clamp(0, 1, 5), clamp(9, 1, 5), clamp(1, 1, 5), clamp(5, 1, 5)], [3, 1, 5, 1, 5]);
});

test("fitScale takes the side that has less room", () => {
  equal(fitScale({ width: 1600, height: 1200 }, { width: 800, height: 900 }), 0.5);
  equal(fitScale({ width: 1600, height: 1200 }, { width: 3200, height: 300 }), 0.25);
  equal(fitScale({ width: 10, height: 10 }, { width: 70, height: 90 }), 7);
});

test("holdInside lets the centre move as far as the picture reaches", () => {
  equal(holdInside(0.5, 400, 100), 0.5);
  equal(holdInside(0.3, 400, 100), 0.3);
  equal(holdInside(0, 400, 100), 0.125);
  equal(holdInside(1, 400, 100), 0.875);
  equal(holdInside(0.9, 100, 100), 0.5, "what just fits is centred");
  equal(holdInside(0.1, 50, 100), 0.5, "what is smaller is centred");
});

test("tall photos stand in one row while each is wide enough", () => {
  const tall = { width: 800, height: 1200 };
  equal(columnsFor(3, tall, { width: 480, height: 700 }), 3, "160 CSS pixels each");
  equal(columnsFor(3, tall, { width: 479, height: 700 }), 2);
  equal(columnsFor(2, tall, { width: 320, height: 900 }), 2);
  equal(columnsFor(2, tall, { width: 319, height: 900 }), 1);
});

test("a square photo is not tall", () => {
  equal(columnsFor(4, { width: 100, height: 100 }, { width: 800, height: 800 }), 2);
});

test("two wide photos lie side by side unless one below the other is clearly larger", () => {
  const wide = { width: 1600, height: 1200 };
  equal(columnsFor(2, wide, { width: 1600, height: 600 }), 2);
  equal(columnsFor(2, wide, { width: 900, height: 1200 }), 1);
  // In 1200 × 900 both ways come to the same size; a difference below 2 % is none.
  equal(columnsFor(2, wide, { width: 1200, height: 900 }), 2);
  equal(columnsFor(2, wide, { width: 1200, height: 910 }), 2, "1.1 % larger one below the other");
  equal(columnsFor(2, wide, { width: 1200, height: 925 }), 1, "2.8 % larger one below the other");
});

test("an empty cell must be worth it", () => {
  const wide = { width: 1000, height: 1000 };
  // Three in a row: 300 each. Two by two: 400 each, a third larger.
  equal(columnsFor(3, wide, { width: 900, height: 800 }), 2);
  // Two by two: 360 each, a fifth larger only.
  equal(columnsFor(3, wide, { width: 900, height: 720 }), 3);
});

test("one picture has the whole stage", () => {
  for (const size of SIZES) {
    for (const box of BOXES) equal(columnsFor(1, size, box), 1);
    equal(gridCells(1, size, { width: 801, height: 603 }, 4), [{ left: 0, top: 0, width: 801, height: 603 }]);
  }
});

test("grid cells go row by row with the gap between them", () => {
  const square = { width: 100, height: 100 };
  equal(gridCells(4, square, { width: 805, height: 605 }, 4), [
    { left: 0, top: 0, width: 400, height: 300 },
    { left: 404, top: 0, width: 400, height: 300 },
    { left: 0, top: 304, width: 400, height: 300 },
    { left: 404, top: 304, width: 400, height: 300 },
  ]);
  equal(gridCells(3, { width: 100, height: 200 }, { width: 800, height: 600 }, 4).map((cell) => cell.left), [0, 268, 536]);
});

test("grid cells are whole, equal, apart and on the stage for every count, size and stage", () => {
  for (const size of SIZES) {
    for (const stage of BOXES) {
      for (let count = 1; count <= 6; count += 1) {
        const words = `${count} of ${text(size)} on ${text(stage)}`;
        const cells = gridCells(count, size, stage, 4);
        equal(cells.length, count, words);
        const { width, height } = cells[0];
        cells.forEach((cell, i) => {
          equal([cell.width, cell.height], [width, height], words);
          ok(Object.values(cell).every(Number.isInteger), `${words}: whole CSS pixels`);
          ok(cell.left + width <= stage.width && cell.top + height <= stage.height, `${words}: on the stage`);
          for (const other of cells.slice(0, i)) {
            const apart = cell.left >= other.left + width + 4 || cell.top >= other.top + height + 4;
            ok(apart || cell.left + width + 4 <= other.left, `${words}: apart`);
          }
        });
      }
    }
  }
});

test("onPixel ends on a device pixel and moves by half of one at most", () => {
  for (const ratio of RATIOS) {
    for (const origin of [0, 24, 103.4, 17.3333, -8.25]) {
      for (let offset = -50; offset < 50; offset += 0.37) {
        const moved = onPixel(origin, offset, ratio);
        const device = (origin + moved) * ratio;
        near(device, Math.round(device), `${origin} + ${offset} at ${ratio}`, 1e-6);
        ok(Math.abs(moved - offset) <= 0.5 / ratio + 1e-9, `${origin} + ${offset} at ${ratio}: ${moved}`);
      }
    }
  }
});

test("a new camera shows the whole picture, centred, at every size and ratio", () => {
  everywhere((camera, words) => {
    const { left, top, right, bottom } = edges(camera);
    ok(camera.fitted, words);
    near(left, camera.box.width - right, `${words}: bars of one width`, 1e-6);
    near(top, camera.box.height - bottom, `${words}: bars of one height`, 1e-6);
    ok(left >= -1e-6 && top >= -1e-6, `${words}: nothing is cut off`);
    near(Math.min(left, top), 0, `${words}: as large as can be`, 1e-6);
  });
});

test("the bars beside a tall and above a wide picture are equal", () => {
  near(seen({ width: 100, height: 400 }, { width: 300, height: 200 }).corner(), { left: 125, top: 0 });
  near(seen({ width: 400, height: 100 }, { width: 200, height: 300 }).corner(), { left: 0, top: 125 });
});

test("100 % is one picture pixel on one device pixel", () => {
  everywhere((camera, words) => {
    camera.zoomTo(camera.native, centre(camera));
    near(camera.scale * camera.ratio, 1, words);
    near(camera.zoom, 1, words);
  });
});

test("zoom counts device pixels", () => {
  near([usual(1).zoom, usual(2).zoom, usual(1.5).zoom], [0.5, 1, 0.75]);
  near([usual(1).native, usual(2).native], [1, 0.5]);
});

test("at 1:1 every picture pixel begins on a device pixel after onPixel", () => {
  everywhere((camera, words) => {
    camera.zoomTo(camera.native, { x: camera.box.width / 3, y: camera.box.height / 5 });
    const { left } = camera.corner();
    for (const origin of [24, 33.4]) {
      const device = (origin + onPixel(origin, left, camera.ratio)) * camera.ratio;
      near(device, Math.round(device), words, 1e-6);
    }
  });
});

test("pointAt gives 0 and 1 at the picture's corners", () => {
  everywhere((camera, words) => {
    camera.zoomTo(1.7 * camera.scale, { x: 3, y: 8 });
    const { left, top, right, bottom } = edges(camera);
    near(camera.pointAt({ x: left, y: top }), { x: 0, y: 0 }, words, 1e-6);
    near(camera.pointAt({ x: right, y: bottom }), { x: 1, y: 1 }, words, 1e-6);
  });
});

test("pointAt tells the place in the pane in fractions of the picture", () => {
  near(usual().pointAt({ x: 200, y: 450 }), { x: 0.25, y: 0.75 });
  const near1to1 = usual();
  near1to1.zoomTo(1, { x: 400, y: 300 });
  near(near1to1.pointAt({ x: 0, y: 600 }), { x: 0.25, y: 0.75 });
});

test("what is under the pointer stays there when zooming in", () => {
  everywhere((camera, words) => {
    const { left, top, right, bottom } = edges(camera);
    const place = { x: left + 0.3 * (right - left), y: top + 0.6 * (bottom - top) };
    const point = camera.pointAt(place);
    // Once the picture fills the pane nothing is held: from then on the point stays.
    const filling = Math.max(camera.box.width / camera.size.width, camera.box.height / camera.size.height);
    camera.zoomTo(filling * 1.01, place);
    if (Math.abs(camera.scale - filling * 1.01) > 1e-9) return; // deeper than the camera goes
    const held = camera.pointAt(place);
    camera.zoomTo(filling * 1.3, place);
    if (camera.scale < filling * 1.3) return;
    near(camera.pointAt(place), held, words, 1e-6);
    ok(Math.abs(held.x - point.x) <= 0.5 && Math.abs(held.y - point.y) <= 0.5, words);
  });
});

test("zooming keeps the pixel under the pointer and the edges inside", () => {
  const camera = usual();
  camera.zoomTo(1, { x: 200, y: 150 });
  near([camera.x, camera.y], [0.375, 0.375]);
  near(camera.pointAt({ x: 200, y: 150 }), { x: 0.25, y: 0.25 });
  near(camera.corner(), { left: -200, top: -150 });
  camera.zoomTo(0.6, { x: 0, y: 0 });
  expectHeld(camera, "near the corner");
});

test("zooming in and out again at one place comes back", () => {
  const camera = usual();
  camera.zoomTo(1, { x: 300, y: 200 });
  const before = { ...camera };
  for (const factor of [1.25, 1.25, 0.8, 0.8]) camera.zoomTo(camera.scale * factor, { x: 500, y: 420 });
  near([camera.x, camera.y, camera.scale], [before.x, before.y, before.scale]);
});

test("a pinch puts the point between the fingers, wherever they are now", () => {
  const camera = usual();
  camera.pin({ x: 0.4, y: 0.6 }, { x: 350, y: 250 }, 2);
  near(camera.pointAt({ x: 350, y: 250 }), { x: 0.4, y: 0.6 });
  equal([camera.scale, camera.fitted], [2, false]);
});

test("a point is brought to the middle, or as near as the edges allow", () => {
  const camera = usual();
  camera.pin({ x: 0.4, y: 0.6 }, MIDDLE, 1);
  near(camera.pointAt({ x: 400, y: 300 }), { x: 0.4, y: 0.6 });
  camera.pin({ x: 0, y: 1 }, MIDDLE, 1);
  near(camera.corner(), { left: 0, top: -600 });
});

test("what is looked at lies at its place, wherever the edges are then, until the whole picture is seen", () => {
  const camera = usual();
  camera.lookAt({ x: 0, y: 1 }, 1, { x: 200, y: 300 });
  near(camera.pointAt({ x: 200, y: 300 }), { x: 0, y: 1 });
  camera.settle(camera.size, { width: 600, height: 500 }, 1);
  camera.zoomTo(1.5, { x: 0, y: 0 });
  ok(camera.corner().left > 0, "the grey beside it stays");
  camera.panBy(-1e6, 1e6);
  near([camera.x, camera.y], [1, 0], "the picture is never lost");
  camera.fit();
  camera.zoomTo(1, { x: 0, y: 0 });
  near(camera.corner(), { left: 0, top: 0 }, "held by its edges again");
});

test("a copy goes its own way", () => {
  const camera = usual();
  camera.pin({ x: 0.4, y: 0.6 }, MIDDLE, 2);
  const copy = camera.copy();
  near(copy.corner(), camera.corner());
  copy.panBy(50, 0);
  near(camera.pointAt(MIDDLE), { x: 0.4, y: 0.6 });
});

test("closerThan is the first of 1:1, 2:1, 4:1 from a scale on", () => {
  equal([usual().closerThan(0.3), usual().closerThan(1), usual().closerThan(1.1), usual().closerThan(1e9)], [1, 1, 2, 16]);
});

test("no zoom goes closer than 16 device pixels per picture pixel, nor farther than the whole picture and 1:1", () => {
  everywhere((camera, words) => {
    const fit = fitScale(camera.size, camera.box);
    camera.zoomTo(1e9, centre(camera));
    near(camera.zoom, 16, words, 1e-6);
    camera.zoomTo(1e-9, centre(camera));
    near(camera.scale, Math.min(fit, 1 / camera.ratio), words);
  });
});

test("zooming out to the whole picture is the same as fit", () => {
  const camera = usual();
  camera.zoomTo(1, { x: 10, y: 10 });
  ok(!camera.fitted, "at 1:1");
  camera.zoomTo(0.1, { x: 10, y: 10 });
  ok(camera.fitted, "farther out than the whole");
  near(camera.corner(), { left: 0, top: 0 });
  camera.settle(camera.size, { width: 400, height: 600 }, 1);
  equal(camera.scale, 0.25, "so it follows the pane");
});

test("a picture smaller than the pane can be seen at 1:1 and is not fitted then", () => {
  const camera = seen({ width: 100, height: 50 }, { width: 800, height: 600 });
  equal([camera.fitted, camera.scale], [true, 8]);
  camera.zoomTo(1, { x: 0, y: 0 });
  equal([camera.fitted, camera.scale], [false, 1]);
  near(camera.corner(), { left: 350, top: 275 }, "centred");
  camera.fit();
  equal([camera.fitted, camera.scale], [true, 8]);
});

test("a picture exactly as large as the pane is whole and 1:1 at once", () => {
  const camera = seen({ width: 800, height: 600 }, { width: 800, height: 600 });
  camera.zoomTo(1, { x: 7, y: 7 });
  equal([camera.fitted, camera.scale, camera.zoom], [true, 1, 1]);
});

test("panning moves the picture with the pointer", () => {
  const camera = usual();
  camera.zoomTo(1, { x: 400, y: 300 });
  const before = camera.corner();
  camera.panBy(30, -20);
  near(camera.corner(), { left: before.left + 30, top: before.top - 20 });
  camera.panBy(-30, 20);
  near(camera.corner(), before, "and back");
  camera.pin({ x: 0.5, y: 0.5 }, MIDDLE, 3);
  const closer = camera.corner();
  camera.panBy(30, -20);
  near(camera.corner(), { left: closer.left + 30, top: closer.top - 20 }, "as far at any zoom");
});

test("panning never pulls in an empty edge", () => {
  everywhere((camera, words) => {
    for (const factor of [0.7, 1, 1.5, 4, 20]) {
      camera.zoomTo(factor * fitScale(camera.size, camera.box), { x: 0, y: 0 });
      for (const [dx, dy] of [[1e6, 1e6], [-1e6, 7], [13, -1e6], [-5, 3]]) {
        camera.panBy(dx, dy);
        expectHeld(camera, `${words}, ${factor} times, by ${dx}, ${dy}`);
      }
    }
  });
});

test("panning as far as it goes shows the picture's corner", () => {
  const camera = usual();
  camera.zoomTo(1, { x: 400, y: 300 });
  camera.panBy(9999, 9999);
  near(camera.corner(), { left: 0, top: 0 });
  camera.panBy(-9999, -9999);
  near(edges(camera), { left: -800, top: -600, right: 800, bottom: 600 });
});

test("a whole picture does not move", () => {
  everywhere((camera, words) => {
    const before = camera.corner();
    camera.panBy(40, -40);
    near(camera.corner(), before, words, 1e-6);
  });
});

test("fit comes back to the whole picture from everywhere", () => {
  everywhere((camera, words) => {
    const before = { ...camera.corner(), scale: camera.scale };
    camera.zoomTo(camera.native * 3, { x: 1, y: 2 });
    camera.panBy(-17, 9);
    camera.fit();
    ok(camera.fitted, words);
    near({ ...camera.corner(), scale: camera.scale }, before, words, 1e-6);
  });
});

test("another pane or pixel ratio keeps the point and the zoom that the user chose", () => {
  const camera = usual();
  camera.pin({ x: 0.3, y: 0.7 }, MIDDLE, 2);
  camera.settle(camera.size, { width: 500, height: 700 }, 2);
  near([camera.x, camera.y, camera.scale, camera.zoom], [0.3, 0.7, 2, 4]);
  ok(!camera.fitted, "still the user's zoom");
});

test("a larger pane pulls in no empty edge", () => {
  const camera = usual();
  camera.pin({ x: 0, y: 0 }, MIDDLE, 1);
  camera.settle(camera.size, { width: 1200, height: 1190 }, 1);
  near(camera.corner(), { left: 0, top: 0 });
  camera.settle(camera.size, { width: 1800, height: 1190 }, 1);
  near(camera.corner(), { left: 100, top: 0 }, "centred once there is more room than picture");
});

test("another photo of other size is fitted while the view is", () => {
  const camera = usual();
  camera.settle({ width: 400, height: 1200 }, camera.box, 1);
  equal(camera.scale, 0.5);
  near(camera.corner(), { left: 300, top: 0 });
});

test("closer is the first of 1:1, 2:1, 4:1 that is clearly more than the whole", () => {
  equal(usual().closer, 1, "from 50 %");
  equal(usual(2).closer, 1, "1:1 is the whole already: 2:1");
  equal(seen({ width: 700, height: 500 }, { width: 800, height: 600 }).closer, 2, "1:1 is less than the whole");
  equal(seen({ width: 1000, height: 750 }, { width: 900, height: 675 }).closer, 2, "only 11 % closer");
  equal(seen({ width: 1000, height: 750 }, { width: 820, height: 615 }).closer, 1, "22 % closer");
  equal(seen({ width: 10, height: 10 }, { width: 900, height: 900 }).closer, 16, "never beyond the deepest");
});

test("closer is always a power of two of device pixels and can be reached", () => {
  everywhere((camera, words) => {
    const steps = Math.log2(camera.closer * camera.ratio);
    near(steps, Math.round(steps), words);
    ok(steps >= 0 && steps <= 4, words);
    const { closer } = camera;
    camera.zoomTo(closer, centre(camera));
    near(camera.scale, closer, words);
  });
});
