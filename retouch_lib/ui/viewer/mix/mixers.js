// Who paints a mix while its sliders move: what this browser can do, and what it shows in the right colours.

const CANVAS_SPACES = ["srgb", "display-p3"];
const NO_COLOURS = "While a slider moves, this photo’s colours can’t be shown here: the picture follows when the slider rests.";
const NO_LAYERS = "The layers could not be loaded: the picture follows when the slider rests.";

/** Why this mix can't be painted here, as a sentence; empty where it can. */
function refusalOfMix({ space }) {
  return CANVAS_SPACES.includes(space) ? "" : NO_COLOURS;
}

/** A mixer of what `fetchMix` brought. */
function mixerOf(fetched, { space }) {
  return new CanvasMixer(fetched, space);
}
