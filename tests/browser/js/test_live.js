import { LiveMixes, MIX_EVENT, tellMix } from "/viewer/viewer.js";
import { afterwards, equal, test } from "./cases.js";

/** A picture that writes down what it is told. */
function picture(id) {
  const told = [];
  return { told, shot: { mix: id && { id } }, hear: (opacities) => told.push(opacities), tell: () => told.push("tell") };
}

test("what the board says reaches the pictures of its mix alone, and a rest is answered", () => {
  const [one, other, none] = [picture("a"), picture("b"), picture(null)];
  const live = new LiveMixes({ panes: new Map([one, other, none].map((each, i) => [i, { picture: each }])) });
  live.attach();
  afterwards(() => live.detach());
  tellMix(MIX_EVENT, { mix: "a", opacities: { 0: 0.5 }, resting: false });
  tellMix(MIX_EVENT, { mix: "a", opacities: { 0: 0.6 }, resting: true });
  equal([one.told, other.told, none.told], [[{ 0: 0.5 }, { 0: 0.6 }, "tell"], [], []]);
  live.detach();
  tellMix(MIX_EVENT, { mix: "a", opacities: {}, resting: true });
  equal(one.told.length, 3);
});
