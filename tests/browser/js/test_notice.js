// A message when something ends: once, to whoever allowed it and looks elsewhere.

import mount, { MOUNTED } from "/notice/notice.js";
import { equal, stub, test } from "./cases.js";
import { place } from "./stand_ins.js";

let number = 0;

/** The component on a page that its person allowed messages, or not, and looks at, or not. */
function notice(permission, { focus = false, answer = permission } = {}) {
  const parent = document.createElement("div");
  place().append(parent);
  const here = { told: [], what: `batch-${(number += 1)}` };
  class Message {
    static permission = permission;
    static requestPermission = async () => (Message.permission = answer);
    constructor(title, options) {
      here.told.push([title, options.body]);
    }
  }
  stub(window, "Notification", Message);
  stub(document, "hasFocus", () => focus);
  here.run = (works) => {
    mount({ parentElement: parent, data: { what: here.what, said: "Meyer: done", works } });
    here.root = MOUNTED.get(parent).root;
    return here;
  };
  here.button = () => here.root.querySelector("button");
  here.words = () => here.root.querySelector("span").textContent;
  return here;
}

test("what ended is told once", () => {
  const here = notice("granted").run(true).run(true).run(false).run(false);
  equal(here.told, [["Retouch Lab", "Meyer: done"]]);
});

test("what had ended before the page was opened is not told", () => {
  equal(notice("granted").run(false).told, []);
});

test("who looks at the page sees it there", () => {
  equal(notice("granted", { focus: true }).run(true).run(false).told, []);
});

test("without a permission nothing comes, and it is asked for by a press alone", async () => {
  const here = notice("default", { answer: "granted" }).run(true);
  equal([here.root.hidden, here.button().hidden, here.words()], [false, false, ""]);
  here.button().click();
  await new Promise((done) => setTimeout(done));
  equal([here.button().hidden, here.words()], [true, "The browser will tell you when it ends."]);
  equal(here.run(false).told.length, 1);
});

test("a refusal is said, and the press is gone", () => {
  const here = notice("denied").run(true);
  equal([here.root.hidden, here.button().hidden, here.words().startsWith("This browser is set to show no messages")], [false, true, true]);
  equal(here.run(false).told, []);
});

test("at rest nothing is offered", () => {
  equal(notice("default").run(false).root.hidden, true);
});
