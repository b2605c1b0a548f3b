/** Decimal, so that names sort as numbers do. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(16, '0')}.log`;
}
