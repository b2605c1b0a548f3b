/**
 * What one part of the replay found: how many things were compared, how many came out otherwise, and in which respects. A respect
 * has a name that `explained.json` can refer to, and a text that shows both sides.
 */
export class Comparison {
  compared = 0;
  differing = 0;
  differences = [];

  constructor(part) {
    this.part = part;
  }

  /**
   * Counts one thing.
   * @param found what differs: nothing, a text, or several respects `{ name, text }`
   */
  count(name, found) {
    this.compared++;
    const respects = typeof found === 'string' ? [{ name, text: found }] : (found ?? []);
    if (respects.length > 0) this.differing++;
    this.differences.push(...respects);
  }
}
