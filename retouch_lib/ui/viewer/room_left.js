// How high the stage may be: what the window leaves below its top, however far the page is scrolled.

const LOWEST = 320;
const NARROW = 640; // a window as wide as a phone's
const NARROW_SHARE = 0.72; // of its height, at most: something else is to be seen, too

/** The element that scrolls around this one, through shadow roots. */
function scrollerOf(element) {
  for (let each = element; each; each = each.assignedSlot ?? each.parentElement ?? each.getRootNode().host) {
    if (/auto|scroll/.test(getComputedStyle(each).overflowY) && each !== document.body) return each;
  }
  return document.documentElement;
}

/** CSS pixels below the element's top in what scrolls, when that is scrolled to its beginning. */
function roomBelow(element, scroller) {
  const top = scroller === document.documentElement ? 0 : scroller.getBoundingClientRect().top;
  return scroller.clientHeight - (element.getBoundingClientRect().top - top + scroller.scrollTop);
}

/** The stage's height. `left`: CSS pixels below its top; `below`: for what stands under it; `size`: of the photo. */
function stageHeight({ left, below, width, size, inner }) {
  if (inner.width < NARROW) return Math.round(clamp((width * size.height) / size.width, 240, NARROW_SHARE * inner.height));
  return Math.max(LOWEST, Math.floor(left - below));
}
