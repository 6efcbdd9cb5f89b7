// The queue of uploads: one after the other, told once, and what is refused before it is sent.

import mount, { MOUNTED } from "/drop_zone/drop_zone.js";
import { afterwards, equal, ok, test } from "./cases.js";
import { folderEntry } from "./entries.js";
import { requests } from "./requests.js";
import { place, send, settled } from "./stand_ins.js";

const MOST = 2 * 2 ** 20;
const DATA = { url: "/upload", max_bytes: MOST, label: "Drop photos" };

/** A zone on the page; `told` are the batches that the page was told. */
function dropZone(data = {}) {
  const parent = document.createElement("div");
  place().append(parent);
  const here = { parent, requests: requests(), told: [] };
  here.run = (more = {}) => {
    const setTriggerValue = (name, value) => here.told.push([name, value]);
    here.leave = mount({ parentElement: parent, data: { ...DATA, ...more }, setTriggerValue });
    here.zone = MOUNTED.get(parent);
  };
  here.run(data);
  afterwards(() => here.zone.detach());
  here.part = (selector) => parent.querySelector(selector);
  here.take = (...files) => here.zone.take(files);
  /** The request that is on its way is answered, and the queue goes on. */
  here.answer = async (status = 200, text = '{"sha256": "5a"}') => {
    here.requests.at(-1).answer(status, text);
    await settled();
  };
  here.rows = () => [...parent.querySelectorAll("li")].map((row) => row.querySelector(".name").textContent);
  here.states = () => here.zone.uploads.map((upload) => upload.state);
  here.spoken = () => here.part(".spoken").textContent;
  return here;
}

function file(name, size = 1000) {
  return { name, size };
}

function sentNames({ requests }) {
  return requests.map(({ address }) => new URLSearchParams(address.split("?")[1]).get("name"));
}

/** A drop of [name, what is in it] each, as the browser tells it; in a file there is nothing. */
function dropOf(...entries) {
  const event = new DragEvent("drop", { bubbles: true, cancelable: true });
  const files = entries.map(([name]) => file(name, 10));
  const items = entries.map(([name, inside], i) => ({
    kind: "file",
    getAsFile: () => files[i],
    webkitGetAsEntry: () => (inside ? folderEntry(name, inside) : { isDirectory: false }),
  }));
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], files, items: [...items, { kind: "string" }] } });
  return event;
}

test("the zone says its label and the largest size in whole megabytes", () => {
  const here = dropZone({ max_bytes: 2.9 * 2 ** 20 });
  equal([here.part("strong").textContent, here.part(".limit").textContent], ["Drop photos", "JPEG, PNG or HEIC, up to 2 MB"]);
  here.run({ label: "<b>More</b>", max_bytes: 30 * 2 ** 20 });
  equal([here.part("strong").textContent, here.part(".limit").textContent], ["<b>More</b>", "JPEG, PNG or HEIC, up to 30 MB"]);
});

test("a file waits until the one before it has its answer", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.jpg"), file("c.jpg"));
  equal([sentNames(here), here.states()], [["a.jpg"], ["sending", "waiting", "waiting"]]);
  await here.answer();
  equal([sentNames(here), here.states()], [["a.jpg", "b.jpg"], ["uploaded", "sending", "waiting"]]);
  await here.answer();
  await here.answer();
  equal(here.states(), ["uploaded", "uploaded", "uploaded"]);
});

test("the page is told once, when the whole batch has its end", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.tif"), file("c.jpg"));
  await here.answer(200, '{"sha256": "aa"}');
  await here.answer(400, '{"error": "This is a TIFF."}');
  equal(here.told, []);
  await here.answer(200, '{"sha256": "cc"}');
  const answers = [
    { name: "a.jpg", sha256: "aa" },
    { name: "b.tif", message: "This is a TIFF." },
    { name: "c.jpg", sha256: "cc" },
  ];
  equal(here.told, [["batch", answers]]);
});

test("what the page is told of leaves the list, what was cancelled stays", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.tif"), file("c.jpg"));
  here.zone.uploads[2].button.click();
  equal(here.rows(), ["a.jpg", "b.tif", "c.jpg"]);
  await here.answer();
  equal(here.rows(), ["a.jpg", "b.tif", "c.jpg"], "until the batch has its end");
  await here.answer(400, "{}");
  equal(here.rows(), ["c.jpg"]);
});

test("where it is and how it ended is said for screen readers", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.jpg"));
  equal(here.spoken(), "Uploading 1 of 2");
  await here.answer();
  equal(here.spoken(), "Uploading 2 of 2");
  await here.answer(500, "");
  equal(here.spoken(), "1 of 2 uploaded");
});

test("a refusal or a lost connection does not end the queue", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.jpg"), file("c.jpg"));
  await here.answer(500, "");
  here.requests.at(-1).lose();
  await settled();
  await here.answer();
  equal(here.states(), ["rejected", "rejected", "uploaded"]);
  equal(here.requests.length, 3, "each is sent once");
});

test("cancelling one goes on with the next and is not told", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.jpg"), file("c.jpg"));
  here.zone.uploads[2].button.click();
  here.zone.uploads[0].button.click();
  await settled();
  equal([sentNames(here), here.states()], [["a.jpg", "b.jpg"], ["cancelled", "sending", "cancelled"]]);
  await here.answer();
  equal(here.told, [["batch", [{ name: "b.jpg", sha256: "5a" }]]]);
  equal(here.spoken(), "1 of 3 uploaded");
});

test("a batch that was cancelled whole tells nothing", async () => {
  const here = dropZone();
  here.take(file("a.jpg"));
  here.zone.uploads[0].button.click();
  await settled();
  equal([here.told, here.spoken(), here.zone.sending], [[], "0 of 1 uploaded", false]);
});

test("files that come while others are sent join the batch", async () => {
  const here = dropZone();
  here.take(file("a.jpg"));
  here.take(file("b.jpg"));
  equal([here.requests.length, here.states()], [1, ["sending", "waiting"]]);
  await here.answer();
  await here.answer();
  equal(here.told.length, 1);
  equal(here.told[0][1].map(({ name }) => name), ["a.jpg", "b.jpg"]);
});

test("the next batch begins with an empty list and is told by itself", async () => {
  const here = dropZone();
  here.take(file("a.tif"));
  await here.answer(400, "{}");
  here.take(file("a.jpg"));
  equal(here.rows(), ["a.jpg"]);
  await here.answer();
  equal(here.told.map(([, answers]) => answers.length), [1, 1]);
  equal(here.told[1][1][0].sha256, "5a", "the same name may be sent again");
});

test("no files begin no batch", async () => {
  const here = dropZone();
  here.take(file("a.tif"));
  here.zone.uploads[0].button.click();
  await settled();
  here.take();
  equal([here.rows(), here.told.length], [["a.tif"], 0]);
});

test("a file that is too large is refused without being sent", async () => {
  const here = dropZone();
  here.take(file("large.jpg", MOST + 1), file("most.jpg", MOST));
  await settled();
  equal([sentNames(here), here.states()], [["most.jpg"], ["rejected", "sending"]]);
  await here.answer();
  const message = "2.1 MB; up to 2 MB can be added. Not sent. Export a smaller JPEG.";
  equal(here.told[0][1][0], { name: "large.jpg", message });
});

test("the size of a file that is too large is rounded up, never down to what is allowed", () => {
  const { zone } = dropZone({ max_bytes: 30 * 2 ** 20 });
  const size = (bytes) => zone.tooLarge(file("a.jpg", bytes)).split(";")[0];
  equal([size(30 * 2 ** 20 + 1), size(30.1 * 2 ** 20), size(31.51 * 2 ** 20)], ["30.1 MB", "30.1 MB", "31.6 MB"]);
});

test("of a dropped folder the photos are sent after the files beside it, and the rest is told once", async () => {
  const here = dropZone();
  const inside = { "b.jpg": 0, "b.cr3": 0, Church: { "c.png": 0, "c.xmp": 0 } };
  send(here.part(".zone"), dropOf(["Wedding", inside], ["a.jpg", null]));
  equal(here.spoken(), "Looking through 1 folder …");
  await settled();
  equal(here.rows(), ["a.jpg", "b.jpg", "c.png"]);
  for (let i = 0; i < 3; i += 1) await here.answer();
  const folders = here.requests.map(({ address }) => new URLSearchParams(address.split("?")[1]).get("folder"));
  equal([sentNames(here), folders], [["a.jpg", "b.jpg", "c.png"], [null, "Wedding", "Wedding/Church"]]);
  const names = ["a.jpg", "Wedding/b.jpg", "Wedding/Church/c.png"].map((name) => ({ name, sha256: "5a" }));
  equal(here.told, [["batch", [...names, { name: "Wedding", left_out: "Left out: 2 other files (.cr3, .xmp)." }]]]);
});

test("a folder without a photo is told, and nothing is sent", async () => {
  const here = dropZone();
  send(document.body, dropOf(["Raw", { "a.cr3": 0 }]));
  await settled();
  equal(here.requests.length, 0);
  equal(here.told[0][1], [{ name: "Raw", left_out: "No JPEG, PNG or HEIC was found. Left out: 1 other file (.cr3)." }]);
  here.take(file("a.jpg"));
  await here.answer();
  equal(here.told[1][1].length, 1, "it is told once");
});

test("a folder may be chosen in a dialog, where the browser has one", async () => {
  const here = dropZone();
  let opened = 0;
  const dialog = { click: () => (opened += 1), files: [{ ...file("a.jpg"), webkitRelativePath: "Wedding/Church/a.jpg" }] };
  const button = here.part(".folder");
  ok(!button.hidden, "this browser has one");
  here.zone.choosesFolders(button, dialog);
  button.click();
  dialog.onchange();
  equal([opened, dialog.value], [1, ""], "and can be chosen again");
  equal(here.requests[0].address, "/upload?name=a.jpg&folder=Wedding%2FChurch");
  here.zone.choosesFolders(button, null);
  ok(button.hidden, "another has none");
});

test("a browser that can't tell folders from files sends what was dropped", async () => {
  const here = dropZone();
  const event = dropOf(["a.jpg", {}], ["b.jpg", {}]);
  event.dataTransfer.items[0].webkitGetAsEntry = undefined;
  event.dataTransfer.items[1].webkitGetAsEntry = () => null;
  send(here.part(".zone"), event);
  await here.answer();
  equal(sentNames(here), ["a.jpg", "b.jpg"]);
});

/** A drag event somewhere on the page; `types` are what is dragged, none for nothing. */
function dragEvent(type, types = ["Files"], more = {}) {
  const event = new DragEvent(type, { bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, "dataTransfer", { value: { types, files: [], items: [] } });
  return event;
}

test("while files are held over the page it says that they may be dropped anywhere", () => {
  const here = dropZone();
  const says = () => here.part(".anywhere").matches(":popover-open");
  ok(send(document.body, dragEvent("dragover")).defaultPrevented && says(), "over");
  send(document.body, dragEvent("dragleave", ["Files"], { relatedTarget: here.part(".zone") }));
  ok(says(), "still on the page");
  send(document.body, dragEvent("dragleave"));
  ok(!says(), "out of the window");
  send(document.body, dragEvent("dragover"));
  const event = send(document.body, dropOf(["a.jpg", null]));
  ok(!says() && event.defaultPrevented, "dropped");
  equal(sentNames(here), ["a.jpg"], "wherever that was");
});

test("what is no file, or was dragged from the page itself, is the page's", () => {
  const here = dropZone();
  const says = () => here.part(".anywhere").matches(":popover-open");
  ok(!send(document.body, dragEvent("dragover", ["text/plain"])).defaultPrevented && !says(), "a text");
  ok(!send(document.body, dragEvent("drop", ["text/plain"])).defaultPrevented, "dropped");
  send(document.body, dragEvent("dragstart"));
  ok(!send(document.body, dragEvent("dragover")).defaultPrevented && !says(), "a picture of the page");
  send(document.body, dragEvent("dragend"));
  ok(send(document.body, dragEvent("dragover")).defaultPrevented && says(), "the next one is a file");
});

test("how far it is stands over the page where the zone is out of sight", async () => {
  const here = dropZone();
  const busy = here.part(".busy");
  here.take(file("a.jpg"), file("b.jpg"));
  ok(!busy.matches(":popover-open"), "the zone is seen");
  here.part(".zone").style.display = "none";
  await here.answer();
  equal([busy.matches(":popover-open"), busy.textContent], [true, "Uploading 2 of 2 …"]);
  await here.answer();
  ok(!busy.matches(":popover-open"), "done");
});

test("a click opens the dialog; what is chosen there is sent and can be chosen again", () => {
  const here = dropZone();
  let opened = 0;
  const input = here.part("input");
  input.click = () => (opened += 1);
  here.part(".zone").click();
  equal(opened, 1);
  const chosen = new DataTransfer();
  chosen.items.add(new File(["x"], "a.jpg"));
  input.files = chosen.files;
  send(input, new Event("change"));
  equal([sentNames(here), input.files.length], [["a.jpg"], 0]);
});

test("an upload goes on while the page reruns, and the run after it is told", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.jpg"));
  const { zone } = here;
  const first = here.leave;
  here.run({ url: "/upload?ticket=8" });
  first();
  ok(here.zone === zone, "the same zone");
  await here.answer();
  equal(here.requests[1].address, "/upload?ticket=8&name=b.jpg", "by the new ticket");
  await here.answer();
  equal(here.told.length, 1, "an overtaken run's end does not silence it");
});

test("when the page is gone what is being sent still arrives, and nobody is told", async () => {
  const here = dropZone();
  here.take(file("a.jpg"), file("b.jpg"));
  here.parent.remove();
  here.leave();
  await here.answer();
  await here.answer();
  equal([here.states(), here.told], [["uploaded", "uploaded"], []]);
  const event = new DragEvent("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"] } });
  equal(send(document.body, event).defaultPrevented, false, "it keeps the page no more");
});

test("a rerun listens once", () => {
  const here = dropZone();
  let asked = 0;
  here.zone.over = () => (asked += 1);
  here.run();
  here.run();
  send(document.body, new DragEvent("dragover", { bubbles: true }));
  equal(asked, 1);
});
