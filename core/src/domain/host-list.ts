import { InvalidInputError } from '../errors/index.js';

const entry = /[,\s]*([A-Za-z0-9-]+)(?:\[([0-9,-]+)\])?([A-Za-z0-9-]+)?/y;
const largest = 100_000;

/**
 * Expands a host list as Slurm writes it, e.g. `a, n[1-3,07-09]-ib`: sorted by bytes, without duplicates.
 * More permissive than `NodeList`, and not what `cluster.json` takes.
 */
export function expandHostList(list: string): readonly string[] {
  const hosts = new Set<string>();
  for (let at = 0; at < list.length; at = entry.lastIndex) {
    entry.lastIndex = at;
    const found = entry.exec(list);
    if (!found) throw new InvalidInputError(`host list: cannot read ${JSON.stringify(list.slice(at))}`);
    const [, head = '', inside, tail = ''] = found;
    if (at > 0 && !/^[,\s]/.test(found[0])) {
      throw new InvalidInputError(`host list: a separator is missing before ${JSON.stringify(list.slice(at))}`);
    }
    const numbers = inside === undefined ? [''] : inside.split(',').flatMap((one) => numbersOf(one, list));
    for (const number of numbers) hosts.add(head + number + tail);
  }
  return [...hosts].sort(); // names are ASCII: the default order is byte-wise
}

function numbersOf(one: string, list: string): string[] {
  if (/^\d+$/.test(one)) return [one];
  const [, first, last] = /^(\d+)-(\d+)$/.exec(one) ?? [];
  const where = `host list ${JSON.stringify(list)}: range ${JSON.stringify(one)}`;
  if (first === undefined || last === undefined)
    throw new InvalidInputError(`${where} must be a number or two with a "-" between`);
  const padded = first.length === last.length;
  if (!padded && (first.startsWith('0') || last.startsWith('0'))) {
    throw new InvalidInputError(`${where} is padded with zeros and must have the same number of digits on both sides`);
  }
  const [from, to] = [Number(first), Number(last)];
  if (to < from) throw new InvalidInputError(`${where} is reversed`);
  if (to - from >= largest) throw new InvalidInputError(`${where} has more than ${largest} hosts`);
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(padded ? first.length : 0, '0'));
}
