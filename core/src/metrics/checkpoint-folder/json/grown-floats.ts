export function grownFloats(old: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(old.length * 2);
  larger.set(old);
  return larger;
}
