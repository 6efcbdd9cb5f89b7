// A picture that stays on the left while other photos are browsed.

const PINNED = "pinned"; // its pane's id

class Pin {
  /** `photo`: the name of its photo; `original`: that photo's first shot. */
  constructor(shot, original, photo) {
    this.original = original;
    this.named = photo ? `${photo} · ${shot.label}` : shot.label;
    this.shot = { ...shot, id: PINNED, label: `pinned: ${this.named}`, mix: null }; // of a mix, how it rests now
    this.camera = null; // its own, as soon as another photo is shown
    this.face = null; // that its camera frames, as `framed` of viewer.js takes it
  }

  isOf(shots) {
    return this.original.full === shots[0].full;
  }

  /** Another photo has come, or its own again: apart it keeps the part of the picture, and the face, that was seen. */
  follow(shots, camera, face) {
    if (this.isOf(shots)) this.camera = null;
    if (this.isOf(shots) || this.isApart) return;
    this.camera = camera.copy();
    this.face = face;
  }

  get isApart() {
    return this.camera !== null;
  }
}
