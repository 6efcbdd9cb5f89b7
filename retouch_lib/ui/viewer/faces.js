// Walking from face to face: which one is looked at, how closely, and that it keeps its place in every mode and size.

const FACE_SHARE = 0.7; // of the pane's height
const NARROW_FACE = 0.8; // a pane may cut hair and ears at its sides before the face becomes smaller for it
const SPLIT_IN_THE_MIDDLE = [0.2, 0.8]; // beyond that a face on the split would leave the stage

/** Turns a camera to a face, or to its eyes at 1:1 or closer, at this place in the pane. */
function turnTo(camera, { x, y, width, height, eyes }, toEyes, place) {
  const face = { width: NARROW_FACE * width * camera.size.width, height: height * camera.size.height };
  const filling = FACE_SHARE * fitScale(face, camera.box);
  if (toEyes) camera.lookAt(eyes, camera.closerThan(1.2 * filling), place);
  else camera.lookAt({ x: x + width / 2, y: y + height / 2 }, filling, place);
}

class FaceWalk {
  constructor(viewer) {
    this.viewer = viewer;
    this.at = -1; // the face last looked at
    this.eyes = false; // whether at its eyes
    this.seen = ""; // where it was framed, until the user moves
    this.first = 0; // the face to begin at
    this.wanted = false; // whether to begin there as soon as there are faces
    this.spot = null; // a point of the photo to begin at instead
  }

  get faces() {
    return this.viewer.data.faces;
  }

  /** The face that is framed, or null. */
  get framed() {
    return this.seen ? this.faces[this.at] : null;
  }

  /** Another photo: at a face's place in the last one this begins at its own. `start`: "fit", "face" or a point. */
  begin(start, face = 0) {
    this.first = face;
    this.spot = typeof start === "object" ? start : null;
    this.wanted = !this.spot && (start === "face" || this.seen !== "");
    this.at = -1;
    if (!this.seen) this.eyes = false;
  }

  /** The user has moved: the face is left. */
  leave() {
    this.wanted = false;
    this.spot = null;
    this.seen = "";
  }

  /** First the face, then its eyes at 1:1, then the next face. */
  nextView() {
    if (!this.faces.length) return;
    if (this.seen && !this.eyes) this.show(this.at, true);
    else if (this.seen || this.at < 0) this.show((this.at + 1) % this.faces.length, false);
    else this.show(this.at, false);
  }

  show(face, eyes) {
    this.at = face;
    this.eyes = eyes;
    this.viewer.moved();
    this.look();
  }

  /** A point at 1:1, or closer where that shows all of a small photo. */
  showSpot(point) {
    const { camera } = this.viewer;
    this.viewer.moved();
    camera.lookAt(point, camera.closer, this.place);
  }

  look() {
    turnTo(this.viewer.camera, this.faces[this.at], this.eyes, this.place);
    this.seen = this.sight;
  }

  /** In swipe on the split, so that both sides show half of a face; else in the middle. */
  get place() {
    const { mode, left, right, pin, split, camera } = this.viewer;
    const [least, most] = SPLIT_IN_THE_MIDDLE;
    const onSplit = mode === "swipe" && left !== right && !pin?.isApart && split > least && split < most;
    return { x: camera.box.width * (onSplit ? split : 0.5), y: camera.box.height / 2 };
  }

  /** What a framed face depends on. */
  get sight() {
    const { mode, camera } = this.viewer;
    return `${mode} ${camera.box.width} × ${camera.box.height}`;
  }

  /** The camera knows its pane: a face that is waited for is shown, and one that was framed in another is framed anew. */
  settle() {
    if (this.spot) this.showSpot(this.spot);
    else if (this.wanted && this.faces.length) this.show(this.first < this.faces.length ? this.first : 0, this.eyes);
    else if (this.framed && this.seen !== this.sight) this.look();
  }
}
