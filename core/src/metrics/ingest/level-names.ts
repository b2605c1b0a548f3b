import { isSpan, spanText } from './span.js';
import type { Span } from './span.js';

/** Text of the tags `type` and `type-id`, and the name of the level that they make. */
export interface LevelName {
  readonly type: string;
  readonly typeId: string;
  readonly level: string;
}

/** As many are remembered; a power of two. */
const places = 1024;

/** Hosts are alike: names of levels come again with each of them, and so do the strings made here. */
export class LevelNames {
  private readonly known: (LevelName | undefined)[] = Array.from({ length: places }, () => undefined);

  of(line: Buffer, type: Span, typeId: Span): LevelName {
    let hash = type.to - type.from;
    for (let at = typeId.from; at < typeId.to; at++) hash = (Math.imul(hash, 31) + line[at]!) | 0;
    const place = hash & (places - 1);
    const known = this.known[place];
    if (known && isSpan(line, type, known.type) && isSpan(line, typeId, known.typeId)) return known;
    const made = { type: spanText(line, type), typeId: spanText(line, typeId) };
    const name = { ...made, level: made.type + made.typeId };
    this.known[place] = name;
    return name;
  }
}
