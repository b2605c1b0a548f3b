interface Numbers {
  readonly length: number;
  set(other: this): void;
}

/** The same numbers in an array twice as long. */
export function grown<T extends Numbers>(old: T, type: new (length: number) => T): T {
  const larger = new type(Math.max(64, old.length * 2));
  larger.set(old);
  return larger;
}
