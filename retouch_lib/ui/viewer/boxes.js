// Thin boxes around the faces of the original. They lie over its picture and move with it; no pointer touches them.

class FaceBoxes {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "faces";
    this.element.setAttribute("aria-hidden", "true"); // the bar's button says how many there are
    this.drawn = "";
  }

  /** `faces`: {x, y, width, height} as fractions of the picture. */
  update(faces) {
    const asked = JSON.stringify(faces);
    if (asked === this.drawn) return;
    this.drawn = asked;
    this.element.replaceChildren(...faces.map((face) => this.box(face)));
  }

  box({ x, y, width, height }) {
    const box = document.createElement("i");
    box.style.left = `${x * 100}%`;
    box.style.top = `${y * 100}%`;
    box.style.width = `${width * 100}%`;
    box.style.height = `${height * 100}%`;
    return box;
  }

  /** Lies exactly where this picture was laid. */
  follow(picture) {
    const { width, height, transform } = picture.element.style;
    Object.assign(this.element.style, { width, height, transform });
  }
}
