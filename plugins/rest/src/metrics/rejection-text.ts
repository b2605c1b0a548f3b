import type { WriteReport } from '@cc-kernel/core/use-cases';

const shown = 60;

/** For a person: how many lines went in, and what was wrong with the first of the others. */
export function rejectionText({ stored, received, firstRejections }: WriteReport): string {
  const lines = firstRejections.map(
    ({ line, reason, text }) => `line ${line}: ${reason}: ${JSON.stringify(cut(text))}`,
  );
  return `${lines.join('; ')} (${stored} of ${received} lines stored)`;
}

/** The same for a header, which takes one line of printable ASCII. */
export function rejectionHeader(report: WriteReport): string {
  return rejectionText(report)
    .replace(/[^ -~]/gu, '?')
    .slice(0, 1000);
}

const cut = (text: string) => (text.length > shown ? `${text.slice(0, shown)}…` : text);
