// What the graphics card does with each pixel. The formulas are those of blend.js and colours.js.

/** One triangle that covers everything; its corners have no data. */
const COVERING = `#version 300 es
void main() {
  vec2 corner = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(2.0 * corner - 1.0, 0.0, 1.0);
}`;

const MODE_NUMBERS = { normal: 0, darken: 1, softLight: 2, linearLight: 3 };

/** Lays one layer over what is below it; rows count from the top. */
const LAYING = `#version 300 es
precision highp float;
uniform sampler2D below, layer, mask;
uniform ivec2 corner; // where the layer stands
uniform int mode;
uniform float opacity;
uniform bool isMasked;
out vec4 laid;

vec3 pushOf(vec3 level) { // half grey lies between 127 and 128: both change nothing
  return (2.0 * level - 1.0) * step(0.75, abs(255.0 * level - 127.5));
}

vec3 roomOf(vec3 under) { // https://www.w3.org/TR/compositing-1/#blendingsoftlight
  return mix(sqrt(under), ((16.0 * under - 12.0) * under + 4.0) * under, vec3(lessThanEqual(under, vec3(0.25)))) - under;
}

vec3 blended(vec3 under, vec3 over) {
  if (mode == 0) return over;
  if (mode == 1) return min(under, over);
  vec3 push = pushOf(over);
  if (mode == 2) return under + min(push, 0.0) * (under - under * under) + max(push, 0.0) * roomOf(under);
  return clamp(under + push, 0.0, 1.0);
}

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  ivec2 own = at - corner;
  vec3 under = texelFetch(below, at, 0).rgb;
  laid = vec4(under, 1.0);
  if (any(lessThan(own, ivec2(0))) || any(greaterThanEqual(own, textureSize(layer, 0)))) return;
  vec4 over = texelFetch(layer, own, 0);
  float weight = over.a * opacity * (isMasked ? texelFetch(mask, own, 0).r : 1.0);
  laid.rgb = clamp(under + (blended(under, over.rgb) - under) * weight, 0.0, 1.0);
}`;

/** Shows the picture, reduced and in the screen's colours; rows count from the bottom. */
const SHOWING = `#version 300 es
precision highp float;
uniform sampler2D picture, light; // light: of red, green and blue below each other, by level
uniform vec2 size; // on the screen
uniform float halvings;
uniform bool isConverted;
uniform mat3 matrix;
out vec4 shown;

float lightOf(float level, int channel) {
  float at = 255.0 * level;
  int lower = int(at);
  return mix(texelFetch(light, ivec2(lower, channel), 0).r, texelFetch(light, ivec2(min(lower + 1, 255), channel), 0).r, at - float(lower));
}

vec3 encodedOf(vec3 linear) { // IEC 61966-2-1
  vec3 kept = clamp(linear, 0.0, 1.0);
  return mix(1.055 * pow(kept, vec3(1.0 / 2.4)) - 0.055, 12.92 * kept, vec3(lessThanEqual(kept, vec3(0.0031308))));
}

void main() {
  vec2 at = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y) / size;
  vec3 stored = textureLod(picture, at, halvings).rgb;
  vec3 linear = vec3(lightOf(stored.r, 0), lightOf(stored.g, 1), lightOf(stored.b, 2));
  shown = vec4(isConverted ? encodedOf(matrix * linear) : stored, 1.0);
}`;
