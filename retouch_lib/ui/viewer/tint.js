// A tint over a picture where strokes lie: wherever they cover more than half. It moves with its picture and is in no file.

const SVG = "http://www.w3.org/2000/svg";
const HALF_COVERED = 1 - FEATHER / 2; // of a stroke's radius, see `levelAt`

function svgOf(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

class Tint {
  /** `kind`: what the strokes mean, by which it has its colour; `ratio`: the picture's height by its width. */
  constructor({ kind, strokes, ratio }) {
    this.ratio = ratio;
    this.live = null; // a stroke on its way, and its line
    const id = `strokes-${kind}`;
    const whole = { x: 0, y: 0, width: UNIT, height: UNIT * ratio };
    this.lines = svgOf("mask", { id, maskUnits: "userSpaceOnUse", ...whole });
    this.lines.append(...strokes.map((stroke) => this.line(stroke)));
    this.element = svgOf("svg", { viewBox: `0 0 ${UNIT} ${UNIT * ratio}`, preserveAspectRatio: "none" });
    this.element.dataset.kind = kind;
    this.element.append(this.lines, svgOf("rect", { ...whole, mask: `url(#${id})` }));
  }

  line(stroke) {
    const line = svgOf("polyline", { fill: "none", stroke: stroke.erase ? "black" : "white" });
    line.setAttribute("stroke-width", 2 * HALF_COVERED * stroke.radius);
    line.setAttribute("stroke-linecap", "round");
    line.setAttribute("stroke-linejoin", "round");
    line.setAttribute("points", this.pointsOf(stroke));
    return line;
  }

  /** A line of one point is none. */
  pointsOf({ points }) {
    const all = points.length > 1 ? points : [points[0], points[0]];
    return all.map(([x, y]) => `${x},${y * this.ratio}`).join(" ");
  }

  /** A stroke that is being made goes on; null: it is none after all. */
  goOn(stroke) {
    if (this.live?.stroke !== stroke) {
      this.live?.line.remove();
      this.live = stroke && { stroke, line: this.line(stroke) };
      if (stroke) this.lines.append(this.live.line);
    } else if (stroke) {
      this.live.line.setAttribute("points", this.pointsOf(stroke));
    }
  }
}
