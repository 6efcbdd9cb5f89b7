// Who paints a mix while its sliders move: what this browser can do, and what it shows in the right colours.

const NO_COLOURS = "While a slider moves, this photo’s colours can’t be shown here: the picture follows when the slider rests.";
const LOADING = "The layers are still on their way: the picture follows when the slider rests.";
const NO_LAYERS = "The layers could not be loaded: the picture follows when the slider rests.";

const NO_READING =
  "This browser lets no page read what it draws, to protect your privacy: the picture follows when the slider rests.";

/** Why this mix can't be painted here, as a sentence; empty where it can. */
function refusalOfMix({ space, colours }) {
  if (!space && !colours) return NO_COLOURS;
  return readsAsDrawn() ? "" : NO_READING;
}

/** Whether a canvas gives back what was put onto it: some browsers answer with noise. */
function readsAsDrawn() {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const levels = Uint8ClampedArray.from({ length: 4 * 256 }, (_, i) => (i % 4 === 3 ? 255 : (i * 97) % 256));
  context.putImageData(new ImageData(levels, 16, 16), 0, 0);
  return context.getImageData(0, 0, 16, 16).data.every((level, i) => level === levels[i]);
}

/** A mixer of what `fetchMix` brought. Raises Error where no canvas can be had. */
function mixerOf(fetched, mix) {
  if (!hasGraphicsCard()) return new Mixer(canvasBackend(fetched, mix), fetched.layers);
  try {
    const mixer = new Mixer(glBackend(fetched, mix, () => mixer.goOn(canvasBackend(fetched, mix))), fetched.layers);
    return mixer;
  } catch {
    return new Mixer(canvasBackend(fetched, mix), fetched.layers);
  }
}

function canvasBackend(fetched, { space, colours }) {
  if (space) return new CanvasBackend(fetched, space, screenSpace(space));
  const screen = screenSpace("display-p3");
  return new CanvasBackend(fetched, "srgb", screen, converter(colours, screen));
}

function glBackend(fetched, { space, colours }, lost) {
  const screen = screenSpace(space || "display-p3");
  return new GlBackend(fetched, screen, space === screen ? null : inSpace(colours ?? P3_COLOURS, screen), lost);
}

/**
 * The space of a canvas to be looked at. Chromium without a graphics card shows the numbers of a P3 canvas as if they
 * were sRGB's; so only a screen that has more than sRGB gets one.
 */
function screenSpace(space) {
  return window.matchMedia("(color-gamut: p3)").matches ? space : "srgb";
}
