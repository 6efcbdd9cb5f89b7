// Walking from face to face: which one is looked at, how closely, and that it keeps its place in every mode and size.

const FACE_SHARE = 0.7; // of the pane's height
const NARROW_FACE = 0.8; // a pane may cut hair and ears at its sides before the face becomes smaller for it
const SPLIT_IN_THE_MIDDLE = [0.2, 0.8]; // beyond that a face on the split would leave the stage
// What was chosen last in this tab: a viewer that the page lets go on there begins so, on Compare as on Tune.
const LAST = (window.retouchLook ??= { choice: "fit", face: 0, eyes: false, point: null });

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
    this.onePoint = null; // a point to begin at with 1:1, whatever the photo's size
  }

  get faces() {
    return this.viewer.data.faces;
  }

  /** The face that is framed, or null. */
  get framed() {
    return this.seen ? this.faces[this.at] : null;
  }

  /** What is chosen: "face", "fit", "one" for 1:1, or "free". */
  get choice() {
    const { camera } = this.viewer;
    if (this.framed || this.wanted) return "face";
    if (camera.fitted) return "fit";
    return camera.isNative ? "one" : "free";
  }

  /**
   * Another photo: what was chosen in the last one holds, a face for its own face at that place. `start`: what the page
   * asks for instead, "face" (the one at place `face`) or a point; "fit" and "kept" ask for nothing.
   */
  begin(start, face = 0) {
    const chosen = this.seen !== "" || this.wanted;
    if (start === "face") this.first = face;
    else if (this.seen) this.first = this.at;
    this.spot = typeof start === "object" ? start : null;
    this.wanted = !this.spot && (start === "face" || chosen);
    if (!chosen) this.eyes = false;
    this.at = -1;
    this.seen = "";
    if (this.wanted) this.viewer.camera.fit(); // until there is a face, and where there is none
  }

  /** The first photo, where the page lets the viewer go on as the last one of this tab was left. */
  resume({ choice, face, eyes, point }) {
    this.first = face;
    this.eyes = eyes;
    this.wanted = choice === "face";
    this.onePoint = choice === "one" ? point : null;
  }

  /** For the next viewer: a zoom of the user's own stays here, the next one begins with the whole photo. */
  keep() {
    const { choice, eyes, viewer } = this;
    const { x, y } = viewer.camera;
    Object.assign(LAST, { choice: choice === "free" ? "fit" : choice, face: Math.max(0, this.wanted ? this.first : this.at), eyes, point: { x, y } });
  }

  /** The user has moved: the face is left. */
  leave() {
    this.wanted = false;
    this.spot = null;
    this.onePoint = null;
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

  /** A point at 1:1, in the middle. */
  showOne(point) {
    const { camera } = this.viewer;
    this.viewer.moved();
    camera.pin(point, { x: camera.box.width / 2, y: camera.box.height / 2 }, camera.native);
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
    else if (this.onePoint) this.showOne(this.onePoint);
    else if (this.wanted && this.faces.length) this.show(this.first < this.faces.length ? this.first : 0, this.eyes);
    else if (this.framed && this.seen !== this.sight) this.look();
  }
}
