// Rectangles of a picture, {left, top, width, height} in pixels; null is none. No DOM here.

/** The smallest one that holds both. */
function joinedRegion(one, other) {
  if (!one || !other) return one ?? other;
  const [left, top] = [Math.min(one.left, other.left), Math.min(one.top, other.top)];
  const right = Math.max(one.left + one.width, other.left + other.width);
  const bottom = Math.max(one.top + one.height, other.top + other.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** What both hold. */
function commonRegion(one, other) {
  const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
  const width = Math.min(one.left + one.width, other.left + other.width) - left;
  const height = Math.min(one.top + one.height, other.top + other.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

/** Whether the first one holds all of the other. */
function holdsRegion(one, other) {
  const common = one && commonRegion(one, other);
  return Boolean(common) && common.width === other.width && common.height === other.height;
}

/** The same with so many pixels more on each side. */
function grownRegion({ left, top, width, height }, by) {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}
