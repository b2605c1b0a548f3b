import fs from 'node:fs';

/** The differences that are meant to be there, each with its reason; see `explained.json`. */
export class Explanations {
  #entries;

  constructor(file) {
    this.#entries = JSON.parse(fs.readFileSync(file, 'utf8')).map((entry) => {
      const { part, name, pattern, reason } = entry;
      if (!part || !reason || !name === !pattern) {
        throw new Error(`${file}: needs part, reason, and either name or pattern: ${JSON.stringify(entry)}`);
      }
      return { part, label: name ?? pattern, reason, used: 0, fits: name ? (x) => x === name : tester(pattern) };
    });
  }

  /** The reason of a difference, or nothing. */
  reasonOf(part, name) {
    const entry = this.#entries.find((candidate) => candidate.part === part && candidate.fits(name));
    if (entry) entry.used++;
    return entry?.reason;
  }

  /** Reasons of these parts that nothing needed this time. */
  idle(parts) {
    return this.#entries.filter((entry) => entry.used === 0 && parts.includes(entry.part));
  }
}

function tester(pattern) {
  const expression = new RegExp(pattern);
  return (name) => expression.test(name);
}
