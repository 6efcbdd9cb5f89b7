// How a component comes onto the page. The scripts of each end with `export default mounted(…)`, which Streamlit calls.

/** A function that asks for `paint` in the browser's next frame, once, however often it is called until then. */
function inNextFrame(paint) {
  let asked = 0;
  return () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      paint();
    });
  };
}

const MOUNTED = new WeakMap(); // parent element → component: the state outlives reruns of the page

/**
 * A function for every run of the page. It makes the component once, of its HTML and CSS: `new Kind(root)`, and calls its
 * `attach(page)` and `update(data)` each time; its `detach()`, if there is one, when it has left the page.
 */
function mounted(Kind) {
  return ({ parentElement, ...page }) => {
    let component = MOUNTED.get(parentElement);
    if (!component) {
      const made = document.createRange().createContextualFragment(`${HTML}<style>${CSS}</style>`);
      component = new Kind(made.firstElementChild);
      parentElement.append(made);
      MOUNTED.set(parentElement, component);
    }
    component.attach(page);
    component.update(page.data);
    const turn = {};
    component.lastTurn = turn;
    return () => {
      // An overtaken run must not switch off the one after it, which may still be about to mount: no key is lost between.
      if (component.lastTurn === turn && !component.root.isConnected) component.detach?.();
    };
  };
}
