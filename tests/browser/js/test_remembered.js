import { Remembered } from "/viewer/viewer.js";
import { equal, test } from "./cases.js";

test("it is made anew only of other things, looked at by what they are", () => {
  const made = new Remembered();
  const [parts, times] = [[{}, 1], []];
  const make = () => times.push("made");
  equal([made.from(parts, make), made.from([...parts], make)], [1, 1]);
  equal(made.from([{}, 1], make), 2);
});
