// What is pinned, and when it has a camera of its own.

import { Camera, Pin } from "/viewer/viewer.js";
import { equal, near, test } from "./cases.js";
import { shot, shots } from "./room.js";

const OTHER = [shot("original", { full: "/other.jpg" })];

test("it is named by its photo and its picture", () => {
  const pin = new Pin(shot("slight"), shot("original"), "one.jpg");
  equal([pin.named, pin.shot.id, pin.shot.label], ["one.jpg · the slight", "pinned", "pinned: one.jpg · the slight"]);
  equal(new Pin(shot("slight"), shot("original"), "").named, "the slight");
});

test("apart from its photo it keeps what was seen of it; beside it, it has no camera of its own", () => {
  const pin = new Pin(shot("slight"), shot("original"), "");
  const camera = new Camera();
  camera.settle(shot("original"), { width: 800, height: 600 }, 1);
  camera.zoomTo(1, { x: 0, y: 0 });
  const face = { x: 0.1 };
  pin.follow(shots(3), camera, face);
  equal([pin.isApart, pin.face], [false, null]);
  pin.follow(OTHER, camera, face);
  camera.fit();
  pin.follow(OTHER, camera, null);
  near([pin.camera.scale, camera.scale], [1, 0.5]);
  equal(pin.face, face);
  pin.follow(shots(3), camera, face);
  equal(pin.isApart, false);
});
