import type { Quarantined } from '../../contracts/checkpoint-store.js';
import type { DurableDisk } from '../../contracts/durable-disk.js';
import { reasonOf, unlessMissing } from '../../disk/file-errors.js';
import { freeName } from '../../disk/free-name.js';
import { isCockpitError } from '../../errors/index.js';

/** Files that could not be used, or not as a whole. They are kept, never deleted. */
export class Quarantine {
  private readonly reasons = new Map<string, string>();

  constructor(
    private readonly disk: DurableDisk,
    private readonly companions: readonly string[],
  ) {}

  get files(): readonly Quarantined[] {
    return [...this.reasons].map(([file, reason]) => ({ file, reason }));
  }

  has(path: string): boolean {
    return this.reasons.has(path);
  }

  readonly report = (path: string, reason: string): void => {
    this.reasons.set(path, reason);
  };

  /** A damaged file is set aside under a name that no reader takes; one that cannot be read at all stays where it is. */
  async take(path: string, error: unknown): Promise<void> {
    if (!isCockpitError(error)) return this.report(path, reasonOf(error));
    try {
      const aside = await freeName(`${path}.corrupt`);
      await this.disk.rename(path, aside);
      for (const ending of this.companions)
        await unlessMissing(this.disk.rename(`${path}${ending}`, `${aside}${ending}`));
      this.report(aside, error.message);
    } catch (cause) {
      this.report(path, `${error.message}; it could not be set aside: ${reasonOf(cause)}`);
    }
  }
}
