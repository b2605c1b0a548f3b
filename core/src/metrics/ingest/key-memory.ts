import './web-assembly.js';

if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) throw new Error('this machine is not little-endian');

const pageBytes = 65_536;
const firstPages = 8;
const mostPages = 32_768; // 2 GiB
/** Words behind the last one in use that may be read. */
const margin = 4;

/** Memory that is only added to, for what `ExpectedLines` looks at. What lies in it is known by the number of its first word, never 0. */
export class KeyMemory {
  readonly memory = new WebAssembly.Memory({ initial: firstPages, maximum: mostPages });
  /** All of it. Other views after `allocate`. */
  words = new Int32Array(this.memory.buffer);
  bytes = new Uint8Array(this.memory.buffer);

  /** @param used words that are in use from the beginning */
  constructor(private used: number) {
    this.reach(used);
  }

  /** The first of so many words, or 0 when there is no room. They are zero. */
  allocate(words: number): number {
    const first = this.used;
    if (!this.reach(first + words)) return 0;
    this.used = first + words;
    return first;
  }

  private reach(words: number): boolean {
    const pages = this.memory.buffer.byteLength / pageBytes;
    const missing = Math.ceil(((words + margin) * 4) / pageBytes) - pages;
    if (missing <= 0) return true;
    if (pages + missing > mostPages) return false;
    try {
      // An eighth more each time: growing moves nothing, and what was not written to takes no memory.
      this.memory.grow(Math.min(mostPages - pages, Math.max(missing, pages >> 3)));
    } catch (error) {
      if (error instanceof RangeError) return false; // the system has no more
      throw error;
    }
    this.words = new Int32Array(this.memory.buffer);
    this.bytes = new Uint8Array(this.memory.buffer);
    return true;
  }
}
