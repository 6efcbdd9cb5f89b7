// The menu is closed where it lies over the page, and after a page was chosen alone.

import mount, { COVERS, MOUNTED } from "/narrow_menu/narrow_menu.js";
import { equal, stub, test } from "./cases.js";
import { place } from "./stand_ins.js";

/** Streamlit's sidebar, as far as it is looked at; `closed` counts the presses on its close button. */
function sidebar(covers) {
  stub(COVERS, "matches", covers);
  const root = document.createElement("div");
  root.innerHTML = `<span data-testid="stSidebarCollapseButton"><button></button></span>
    <a data-testid="stSidebarNavLink"><b>Mix</b></a><p>Server</p>`;
  place().append(root);
  const here = { closed: 0 };
  root.querySelector("button").onclick = () => (here.closed += 1);
  here.press = async (selector) => {
    root.querySelector(selector).click();
    await new Promise((done) => setTimeout(done));
    return here.closed;
  };
  return here;
}

test("a page that is chosen closes the menu that lies over it", async () => {
  equal(await sidebar(true).press("b"), 1);
});

test("a press elsewhere in it leaves it open, and so does a wide window", async () => {
  equal([await sidebar(true).press("p"), await sidebar(false).press("b")], [0, 0]);
});

test("it shows nothing", () => {
  const parent = document.createElement("div");
  place().append(parent);
  mount({ parentElement: parent, data: null });
  equal(MOUNTED.get(parent).root.hidden, true);
});
