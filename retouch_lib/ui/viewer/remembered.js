// What is made of certain things once, and anew only when one of them is another. No DOM here.

class Remembered {
  /** What `make` returns, or returned when it was last asked for with the very same `parts`. */
  from(parts, make) {
    if (!this.parts || parts.some((part, i) => part !== this.parts[i])) [this.parts, this.value] = [parts, make()];
    return this.value;
  }
}
