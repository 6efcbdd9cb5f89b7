// Where the focus is when a dialog of the page opens and closes.

import { Dialogs } from "/keys/keys.js";
import { afterwards, equal, test } from "./cases.js";
import { place, settled } from "./stand_ins.js";

function watched() {
  place();
  const watching = new AbortController();
  afterwards(() => watching.abort());
  new Dialogs(watching.signal);
}

/** A button inside a shadow tree, with the focus. */
function inside() {
  const host = document.createElement("div");
  document.querySelector("#place").append(host);
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = "<button>inside</button><button>another</button>";
  root.lastChild.focus();
  root.firstChild.focus(); // from one to another inside: nothing of that is heard outside
  return { root, button: root.firstChild };
}

/** Opens as Streamlit's does: with the focus on the whole of it. */
function opened(markup) {
  const dialog = document.createElement("div");
  dialog.dataset.testid = "stDialog";
  dialog.innerHTML = `<section role="dialog" tabindex="-1"><button>Close</button>${markup}</section>`;
  document.querySelector("#place").append(dialog);
  dialog.firstChild.focus();
  return dialog;
}

test("a dialog opens with the cursor behind what its field holds", () => {
  watched();
  const dialog = opened("<textarea>sharp</textarea>");
  const field = dialog.querySelector("textarea");
  equal(document.activeElement, field);
  equal([field.selectionStart, field.selectionEnd], [5, 5]);
});

test("a field that comes later gets the cursor then, once", async () => {
  watched();
  const dialog = opened("");
  equal(document.activeElement, dialog.firstChild);
  dialog.firstChild.insertAdjacentHTML("beforeend", '<input type="text" />');
  await settled();
  equal(document.activeElement, dialog.querySelector("input"));
  dialog.querySelector("button").focus();
  dialog.firstChild.insertAdjacentHTML("beforeend", "<textarea></textarea>");
  await settled();
  equal(document.activeElement, dialog.querySelector("button"));
});

test("a dialog without a field to write in keeps the focus as it took it", () => {
  watched();
  const dialog = opened('<input type="checkbox" /><input type="text" role="combobox" />');
  equal(document.activeElement, dialog.firstChild);
});

test("closed, it gives the focus back to what had it inside a component", async () => {
  watched();
  const { root, button } = inside();
  const dialog = opened("<textarea></textarea>");
  dialog.querySelector("button").focus();
  dialog.remove();
  await settled();
  equal(root.activeElement, button);
});

test("drawn anew while it is open, it still knows what had the focus before", async () => {
  watched();
  const { root, button } = inside();
  const first = opened("<textarea></textarea>");
  first.remove();
  const dialog = opened("<textarea></textarea>");
  equal(document.activeElement, dialog.querySelector("textarea"));
  await settled();
  dialog.remove();
  await settled();
  equal(root.activeElement, button);
});

test("where nothing had the focus, or something else took it since, it is left there", async () => {
  watched();
  const { root, button } = inside();
  button.blur();
  opened("<textarea></textarea>").remove();
  await settled();
  equal(document.activeElement, document.body);
  button.focus();
  const dialog = opened("<textarea></textarea>");
  document.querySelector("#place").insertAdjacentHTML("beforeend", "<button id=taken>taken</button>");
  dialog.remove();
  document.querySelector("#taken").focus();
  await settled();
  equal([root.activeElement, document.activeElement.id], [null, "taken"]);
});

test("what is gone meanwhile gets nothing", async () => {
  watched();
  const { root } = inside();
  const dialog = opened("<textarea></textarea>");
  root.host.remove();
  dialog.remove();
  await settled();
  equal(document.activeElement, document.body);
});
