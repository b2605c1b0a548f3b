const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export function resourcesText({
  numNodes,
  numHWThreads,
  numAcc,
}: {
  readonly numNodes: number;
  readonly numHWThreads: number;
  readonly numAcc: number;
}): string {
  const parts = [plural(numNodes, 'node')];
  if (numHWThreads > 0) parts.push(plural(numHWThreads, 'hardware thread'));
  if (numAcc > 0) parts.push(plural(numAcc, 'accelerator'));
  return parts.join(', ');
}

export function sharingText(shared: string): string {
  switch (shared) {
    case 'none':
      return 'for this job alone';
    case 'single_user':
      return 'shared with other jobs of the user';
    case 'multi_user':
      return 'shared with jobs of others';
    default:
      return `sharing: ${shared}`;
  }
}

/** `8–16, 20`: neighbours together. */
export function rangesText(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const number of sorted) {
    const range = ranges.at(-1);
    if (range && number <= range[1] + 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(', ');
}
