// One cell on the page: its picture, how it is judged, and what is odd about it. Foreign words go in as text only.

const STAR = "★";
const SIGN_OF = { picked: "✓", rejected: "✗" };

const CELL_MARKUP = `
  <div class="frame"><img alt="" draggable="false"><span class="words"></span><i class="share"></i><span class="simulated">simulated</span><b class="tick" aria-hidden="true">✓</b></div>
  <div class="foot">
    <b class="mark"></b><span class="name"></span><span class="stars"></span><span class="noted">✎</span>
    <span class="warning">!</span><button type="button" class="face" tabindex="-1" title="Next face (E)"></button><button type="button" class="open" tabindex="-1">Open</button>
  </div>
`;

/** "balanced, IMG_1.jpg, picked, 4 stars" */
function spoken(cell, row, tied) {
  const stars = cell.stars === 1 ? "1 star" : cell.stars > 1 && `${cell.stars} stars`;
  const note = cell.note && `note: ${cell.note}`;
  return [cell.label, row.name, cell.simulated && "simulated", cell.words, cell.mark, tied && "a tie", stars, note, cell.warning].filter(Boolean).join(", ");
}

class CellView {
  constructor() {
    this.element = document.createElement("div");
    this.element.innerHTML = CELL_MARKUP; // ours alone
    const part = (selector) => this.element.querySelector(selector);
    this.frame = part(".frame");
    this.image = part("img");
    this.words = part(".words");
    this.share = part(".share");
    this.simulated = part(".simulated");
    this.mark = part(".mark");
    this.name = part(".name");
    this.stars = part(".stars");
    this.noted = part(".noted");
    this.warning = part(".warning");
    this.face = part(".face");
    this.open = part(".open");
    this.image.decoding = "async";
    this.image.onload = () => this.loaded();
    this.image.onerror = () => this.frame.classList.add("broken");
  }

  /**
   * `column`: 0 for the original. `address`: of its picture, empty where there is none; `exact`: one of its pixels is to
   * fill one of the screen's, of which `ratio` make a CSS pixel. `named`: shows its label.
   * `face`: which of its faces is seen, in words.
   */
  update({ cell, row, column, address, exact, ratio, tied, named, face = "" }) {
    const isOriginal = column === 0;
    Object.assign(this, { exact, ratio });
    this.element.className = isOriginal ? "cell original" : cell.src || cell.words ? "cell" : "cell empty";
    this.element.setAttribute("role", isOriginal ? "rowheader" : "gridcell");
    this.element.setAttribute("aria-colindex", String(column + 1));
    this.element.setAttribute("aria-label", spoken(cell, row, tied && isOriginal));
    this.element.dataset.mark = cell.mark;
    this.show(address);
    this.words.textContent = cell.words;
    this.share.style.transform = `scaleX(${cell.share})`;
    this.share.hidden = cell.share === 0;
    this.simulated.hidden = !cell.simulated;
    this.mark.textContent = SIGN_OF[cell.mark] ?? (isOriginal && tied ? "=" : "");
    this.name.textContent = isOriginal ? row.name : named ? cell.label : "";
    this.name.title = this.name.textContent;
    this.stars.textContent = STAR.repeat(cell.stars);
    this.tell(this.noted, cell.note);
    this.tell(this.warning, cell.warning);
    this.face.textContent = face;
    this.face.hidden = !face;
    this.face.setAttribute("aria-label", `${row.name}: ${face}, next face`);
    this.open.hidden = !address;
    this.open.setAttribute("aria-label", `${cell.label}, ${row.name}: open large`);
    this.open.title = "Open large (Enter)";
  }

  place(id, left) {
    this.element.id = id;
    this.element.style.left = left;
  }

  /** `isAt`: it is the current cell. `isMany`: it may be one of many that are judged at once. */
  choose(isAt, isSelected, isMany) {
    this.element.classList.toggle("at", isAt);
    this.element.setAttribute("aria-selected", String(isSelected));
    if (isSelected && isMany) this.element.setAttribute("aria-description", "selected with others");
    else this.element.removeAttribute("aria-description");
  }

  tell(sign, sentence) {
    sign.hidden = !sentence;
    sign.title = sentence;
  }

  /** One request for each picture; another one lets go of it. */
  show(address) {
    if (this.address === address) return;
    this.address = address;
    this.frame.classList.remove("loaded", "broken");
    if (address) this.image.src = address;
    else this.image.removeAttribute("src");
  }

  loaded() {
    this.frame.classList.add("loaded");
    this.image.style.width = this.exact ? `${this.image.naturalWidth / this.ratio}px` : "";
  }

  /** Out of sight: what is still on its way is no longer wanted. */
  leave() {
    this.show("");
    this.element.remove();
  }

  /** The point of the picture, as fractions of it, under a place on the page; null beside it. */
  pointAt({ clientX, clientY }) {
    const { left, top, width, height } = this.image.getBoundingClientRect();
    const { naturalWidth, naturalHeight } = this.image;
    if (!naturalWidth || !naturalHeight) return null;
    const scale = Math.min(width / naturalWidth, height / naturalHeight);
    const x = (clientX - left - width / 2) / (naturalWidth * scale) + 0.5;
    const y = (clientY - top - height / 2) / (naturalHeight * scale) + 0.5;
    return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
  }
}
