import { parseJournalEntry } from './journal-entry.js';
import type { JournalEntry } from './journal-entry.js';

const lineFeed = 0x0a;
/** In bytes. */
const longestLine = 1024 * 1024;
const tooLong = { priority: 4, message: 'A record of more than 1 MiB was left out.', unit: '' } as const;

/** Puts the pieces of `journalctl --output=json` together to records. Lines that are none are passed over. */
export class JournalReader {
  readonly entries: JournalEntry[] = [];
  private pieces: Uint8Array[] = [];
  private held = 0;

  /** @param most records that are kept; what comes after them is dropped */
  constructor(private readonly most: number) {}

  get isFull(): boolean {
    return this.entries.length >= this.most;
  }

  add(chunk: Uint8Array): void {
    let begin = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, begin)) {
      this.hold(chunk.subarray(begin, end));
      this.finish();
      begin = end + 1;
    }
    this.hold(chunk.subarray(begin));
  }

  /** The last line may lack its end. */
  end(): void {
    if (this.held > 0) this.finish();
  }

  private hold(piece: Uint8Array): void {
    this.held += piece.length;
    if (this.held > longestLine || this.isFull) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private finish(): void {
    if (!this.isFull) {
      const entry =
        this.held > longestLine
          ? { ...tooLong, timestamp: this.entries.at(-1)?.timestamp ?? '' }
          : parseJournalEntry(new TextDecoder().decode(Buffer.concat(this.pieces)));
      if (entry) this.entries.push(entry);
    }
    this.pieces = [];
    this.held = 0;
  }
}
