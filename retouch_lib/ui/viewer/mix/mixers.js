// Who paints a mix while its sliders move: what this browser can do, and what it shows in the right colours.

const NO_COLOURS = "While a slider moves, this photo’s colours can’t be shown here: the picture follows when the slider rests.";
const NO_LAYERS = "The layers could not be loaded: the picture follows when the slider rests.";

/** Why this mix can't be painted here, as a sentence; empty where it can. */
function refusalOfMix({ space, colours }) {
  return space || colours ? "" : NO_COLOURS;
}

/** A mixer of what `fetchMix` brought. */
function mixerOf(fetched, { space, colours }) {
  if (space) return new CanvasMixer(fetched, space, screenSpace(space));
  const screen = screenSpace("display-p3");
  return new CanvasMixer(fetched, "srgb", screen, converter(colours, screen));
}

/**
 * The space of a canvas to be looked at. Chromium without a graphics card shows the numbers of a P3 canvas as if they
 * were sRGB's; so only a screen that has more than sRGB gets one.
 */
function screenSpace(space) {
  return window.matchMedia("(color-gamut: p3)").matches ? space : "srgb";
}
