// One file on its way: its states, its progress, how it ends, and what the page is told of it.

import { Upload, failure, megabytes, parse } from "/drop_zone/drop_zone.js";
import { equal, ok, test } from "./cases.js";
import { requests } from "./requests.js";

const SUM = { sha256: "5a5a" };

function file(name = "a.jpg", size = 3_000_000) {
  return { name, size };
}

/** An upload that has been sent; `request` is its request, `over` says whether `send` has ended. */
function sending(name, size, url = "/upload?ticket=7") {
  const made = requests();
  const upload = new Upload(file(name, size));
  const here = { upload, over: false, request: null };
  here.done = upload.send(url).then(() => (here.over = true));
  [here.request] = made;
  return here;
}

test("megabytes are millions of bytes with one decimal", () => {
  equal([megabytes(0), megabytes(1_549_999), megabytes(24_000_000)], ["0.0 MB", "1.5 MB", "24.0 MB"]);
});

test("a reply that is no JSON is none", () => {
  equal([parse('{"a":1}'), parse("<html>"), parse(""), parse("null")], [{ a: 1 }, null, null, null]);
});

test("the server's sentence is used, otherwise there is one for each silence", () => {
  equal(failure(400, { error: "No JPEG." }), "No JPEG.");
  equal(failure(0, { error: "No JPEG." }), "No JPEG.");
  equal(failure(0, null), "The connection was lost before the file had arrived. Drop it again.");
  equal(failure(502, null), "The upload was not taken (HTTP 502). Nothing was sent on. Try again.");
  for (const reply of [{ error: 7 }, {}, [], "x", undefined]) ok(failure(413, reply).includes("HTTP 413"), JSON.stringify(reply));
});

test("a new upload waits, with its name, an empty bar and Cancel", () => {
  const upload = new Upload(file("<b>a</b>.jpg"));
  equal([upload.state, upload.isOver, upload.answer], ["waiting", false, null]);
  equal([upload.name.textContent, upload.name.title, upload.row.querySelector("b")], ["<b>a</b>.jpg", "<b>a</b>.jpg", null]);
  equal([upload.bar.value, upload.bar.max, upload.words.textContent], [0, 1, "Waiting"]);
  equal([upload.button.textContent, upload.button.type], ["Cancel", "button"]);
  equal([upload.button.getAttribute("aria-label"), upload.bar.getAttribute("aria-label")], ["Cancel <b>a</b>.jpg", "<b>a</b>.jpg"]);
});

test("a row has name, button, bar and words in this order", () => {
  const { row } = new Upload(file());
  equal([...row.children].map((each) => each.tagName), ["SPAN", "BUTTON", "PROGRESS", "SPAN"]);
  equal([row.tagName, row.firstChild.className, row.lastChild.className], ["LI", "name", "words"]);
});

test("a file is sent whole by PUT, its name in the query", () => {
  const { request, upload } = sending("ä & b?.jpg");
  equal([request.method, request.address], ["PUT", "/upload?ticket=7&name=%C3%A4%20%26%20b%3F.jpg"]);
  ok(request.body === upload.file, "the file itself, not a copy");
  equal(upload.state, "sending");
  equal(sending("a.jpg", 1, "/upload").request.address, "/upload?name=a.jpg");
});

test("a file in a folder is sent with it, and called by both", async () => {
  const [request] = [requests()];
  const upload = new Upload(file("a.jpg"), "Été & Co/b\ud800");
  upload.send("/upload?ticket=7");
  equal(request[0].address, "/upload?ticket=7&name=a.jpg&folder=%C3%89t%C3%A9%20%26%20Co%2Fb%EF%BF%BD");
  equal([upload.name.textContent, upload.name.title], ["a.jpg", "Été & Co/b\ud800/a.jpg"]);
  upload.reject("No.");
  equal(upload.answer.name, "Été & Co/b\ud800/a.jpg");
});

test("a name with half a character is sent with its replacement", () => {
  equal(sending("a\ud800.jpg").request.address, "/upload?ticket=7&name=a%EF%BF%BD.jpg");
});

test("progress is told in percent of the size, rounded down", () => {
  const { request, upload } = sending();
  request.upload.onprogress({ loaded: 1_000_000 });
  equal(upload.words.textContent, "33 % of 3.0 MB");
  equal(Math.round(upload.bar.value * 1000), 333);
  request.upload.onprogress({ loaded: 2_999_999 });
  equal(upload.words.textContent, "99 % of 3.0 MB");
});

test("a file that was sent whole is being checked", () => {
  const { request, upload } = sending();
  for (const loaded of [3_000_000, 3_000_200]) {
    request.upload.onprogress({ loaded });
    equal([upload.words.textContent, upload.bar.value, upload.state], ["Sent. Being checked …", 1, "sending"]);
  }
  const empty = sending("a.jpg", 0);
  empty.request.upload.onprogress({ loaded: 0 });
  equal(empty.upload.words.textContent, "Sent. Being checked …", "an empty file");
});

test("an answer with a sum is an upload", async () => {
  for (const status of [200, 201, 299]) {
    const { request, upload, done } = sending();
    request.answer(status, JSON.stringify(SUM));
    await done;
    equal([upload.state, upload.isOver, upload.words.textContent], ["uploaded", true, "Uploaded"]);
    equal(upload.answer, { name: "a.jpg", sha256: "5a5a" });
  }
});

test("any other answer is a refusal", async () => {
  for (const [status, body, words] of [
    [400, '{"error": "This is a TIFF."}', "This is a TIFF."],
    [400, JSON.stringify(SUM), "HTTP 400"],
    [300, JSON.stringify(SUM), "HTTP 300"],
    [199, JSON.stringify(SUM), "HTTP 199"],
    [200, "{}", "HTTP 200"],
    [200, '{"sha256": 7}', "HTTP 200"],
    [200, "null", "HTTP 200"],
    [200, '{"error": "Full."}', "Full."],
    [502, "<html>", "HTTP 502"],
  ]) {
    const { request, upload, done } = sending();
    request.answer(status, body);
    await done;
    equal([upload.state, upload.isOver], ["rejected", true], `${status} ${body}`);
    ok(upload.message.includes(words), `${status} ${body}: ${upload.message}`);
    equal(upload.answer, { name: "a.jpg", message: upload.message });
    equal(upload.words.textContent, upload.message);
  }
});

test("a lost connection is a refusal that says to drop the file again", async () => {
  const { request, upload, done } = sending();
  request.lose();
  await done;
  equal(upload.answer, { name: "a.jpg", message: "The connection was lost before the file had arrived. Drop it again." });
});

test("a refusal is shown in the row: no bar, and Hide in place of Cancel", () => {
  const upload = new Upload(file());
  upload.reject("<i>No.</i>");
  equal([upload.row.dataset.state, upload.bar.hidden, upload.words.textContent], ["rejected", true, "<i>No.</i>"]);
  equal([upload.button.textContent, upload.button.getAttribute("aria-label")], ["Hide", "Hide a.jpg"]);
});

test("nothing is sent again by itself, whatever its end", async () => {
  const made = requests();
  for (const end of [(upload) => upload.reject("No."), (upload) => upload.cancel(), (upload) => upload.answered(200, SUM)]) {
    const upload = new Upload(file());
    end(upload);
    await upload.send("/upload");
  }
  equal(made.length, 0);
});

test("what is being sent is not sent twice", async () => {
  const made = requests();
  const upload = new Upload(file());
  upload.send("/upload");
  await upload.send("/upload");
  equal(made.length, 1);
});

test("Cancel ends the request, and the page is not told", async () => {
  const { request, upload, done } = sending();
  upload.button.click();
  await done;
  equal([request.aborted, upload.state, upload.isOver], [1, "cancelled", true]);
  equal([upload.words.textContent, upload.answer], ["Cancelled. Nothing was kept.", null]);
});

test("Cancel before its turn keeps a file from being sent", async () => {
  const made = requests();
  const upload = new Upload(file());
  upload.button.click();
  await upload.send("/upload");
  equal([made.length, upload.state], [0, "cancelled"]);
});

test("Hide takes the row away and changes nothing of the end", () => {
  for (const end of [(upload) => upload.reject("No."), (upload) => upload.cancel(), (upload) => upload.answered(200, SUM)]) {
    const upload = new Upload(file());
    document.querySelector("#place").append(upload.row);
    end(upload);
    const { state, answer } = upload;
    upload.button.click();
    equal([upload.row.isConnected, upload.state, upload.answer], [false, state, answer]);
  }
});

test("send ends only with the request", async () => {
  const here = sending();
  here.request.upload.onprogress({ loaded: 3_000_000 });
  await Promise.resolve();
  equal(here.over, false);
  here.request.answer(200, JSON.stringify(SUM));
  await here.done;
  equal(here.over, true);
});
