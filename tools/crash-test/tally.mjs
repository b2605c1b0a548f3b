/** How each kind of kill is named in tables. */
const kinds = ['load', 'checkpoint', 'start', 'stop'];

/** What a campaign came to. */
export class Tally {
  /** By kind: kills, and how many of them met what they aimed at. */
  #kills = Object.fromEntries(kinds.map((kind) => [kind, { all: 0, met: 0 }]));
  #started = Date.now();
  /** Kills of any kind that met a checkpoint. */
  inCheckpoint = 0;
  acknowledged = 0;
  unanswered = 0;
  lost = 0;
  wrong = 0;

  constructor(options) {
    this.options = options;
  }

  count(kind, { met, inCheckpoint }) {
    this.#kills[kind].all++;
    if (met) this.#kills[kind].met++;
    if (inCheckpoint) this.inCheckpoint++;
  }

  get kills() {
    return Object.values(this.#kills).reduce((sum, { all }) => sum + all, 0);
  }

  get minutes() {
    return (Date.now() - this.#started) / 60_000;
  }

  progress() {
    const { kills } = this.options;
    return `${this.kills} of ${kills} kills in ${this.minutes.toFixed(1)} min; ${this.#perKind()}; in a checkpoint ${this.inCheckpoint}; acknowledged ${this.acknowledged}, lost ${this.lost}, wrong ${this.wrong}`;
  }

  /** A line of the table in docs/reliability.md. */
  row() {
    const { level, format, seed } = this.options;
    const cells = [
      new Date().toISOString().slice(0, 10),
      format === 'wal' ? `\`${level}\`` : `(${format})`,
      seed,
      `${this.kills}: ${this.#perKind()}`,
      this.inCheckpoint,
      this.acknowledged.toLocaleString('en'),
      this.unanswered.toLocaleString('en'),
      this.lost.toLocaleString('en'),
      this.wrong.toLocaleString('en'),
      this.minutes.toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  }

  #perKind() {
    return kinds.map((kind) => `${kind} ${this.#kills[kind].met}/${this.#kills[kind].all}`).join(', ');
  }
}
