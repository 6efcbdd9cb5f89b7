// What a judging key says. Its turn may come when another photo is shown than when it was pressed: after a pick the next
// one is meant, and its results may still be on their way.

const TAKEN_BACK = { pick: "picked", reject: "rejected" }; // by the same press where it stands so

class Judgement {
  /** `photo` and `mark`: what was seen when it was pressed. A pick or rejection that was seen to stand is taken back. */
  constructor(what, stars, photo, mark = "") {
    this.what = what;
    this.takesBack = TAKEN_BACK[what] !== undefined && TAKEN_BACK[what] === mark;
    this.stars = stars;
    this.pressedAt = photo;
    this.meant = null; // the photo that was seen when its turn came
  }

  /**
   * What the page is told, of the picture `right` of what is shown now: {what, stars, shots}. Null while that picture is
   * still coming, unless it is `late`. With another photo than the one it was meant for it names only that one.
   */
  told({ photo, shots, coming }, right, late) {
    const { stars } = this;
    const what = this.takesBack && photo === this.pressedAt ? "clear" : this.what;
    this.meant ??= photo;
    if (what === "undo" || what === "redo") return { what, stars, shots: [] };
    if (photo !== this.meant) return { what, stars, shots: [this.meant] };
    if (!this.waits(photo, shots, coming)) return { what, stars, shots: [right] };
    return late ? { what, stars, shots: [], loading: true } : null;
  }

  /** For a photo that was not seen yet the look that is to be shown there is meant, not the one that came first. */
  waits(photo, shots, coming) {
    return coming && (photo !== this.pressedAt || !shots.some((shot) => shot.mark));
  }
}
