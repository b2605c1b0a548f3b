import { rejectionKinds, rejections } from './rejection.js';
import type { Rejection, RejectionKind } from './rejection.js';

const shown = 5;
const textLength = 120;

/** What became of the lines of one batch: received = stored + rejected + too old, at all times. */
export class Tally {
  stored = 0;
  tooOld = 0;
  readonly byKind: Record<RejectionKind, number> = emptyKinds();
  private readonly loud: Rejection[] = [];
  private readonly quiet: Rejection[] = [];

  get rejected(): number {
    return rejectionKinds.reduce((sum, kind) => sum + this.byKind[kind], 0);
  }

  get received(): number {
    return this.stored + this.tooOld + this.rejected;
  }

  /** The first that make the batch an error, then the first of the others. */
  get firstRejections(): readonly Rejection[] {
    return [...this.loud, ...this.quiet].slice(0, shown);
  }

  /** The first that makes the batch an error. */
  get fatal(): Rejection | undefined {
    return this.loud[0];
  }

  reject(kind: RejectionKind, line: number, bytes: Uint8Array): void {
    this.byKind[kind]++;
    const { reason, quiet } = rejections[kind];
    const list = quiet ? this.quiet : this.loud;
    if (list.length < shown) list.push({ line, reason, text: textOf(bytes) });
  }
}

function emptyKinds(): Record<RejectionKind, number> {
  const kinds: Partial<Record<RejectionKind, number>> = {};
  for (const kind of rejectionKinds) kinds[kind] = 0;
  return kinds as Record<RejectionKind, number>;
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, textLength)).toString('utf8');
  return bytes.length > textLength ? `${text}…` : text;
}
