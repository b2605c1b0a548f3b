import type { ArchiveTarget } from '../contracts/archive-target.js';
import { CockpitError } from '../errors/index.js';

const versionFile = 'version.txt';
const served = 3;

/** The archive is of a version that this program does not serve, or is none. */
export class ArchiveVersionError extends CockpitError {
  readonly code = 'CC_ARCHIVE_VERSION';
  readonly kind = 'setup';
}

/** Checks the version; an empty place is made an archive. */
export async function checkVersion(target: ArchiveTarget): Promise<void> {
  const bytes = await target.get(versionFile);
  if (!bytes) return bootstrap(target);
  const text = Buffer.from(bytes).toString('utf8').trim();
  if (!/^\d+$/.test(text)) {
    throw new ArchiveVersionError(
      `${versionFile} of the job archive ${target.place} is not a number: ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
  if (Number(text) !== served) {
    throw new ArchiveVersionError(
      `the job archive ${target.place} has the unsupported version ${Number(text)}, need ${served}`,
    );
  }
}

async function bootstrap(target: ArchiveTarget): Promise<void> {
  const other = (await target.folders('')).find((name) => !name.startsWith('.')) ?? (await firstObject(target));
  if (other !== undefined) {
    throw new ArchiveVersionError(
      `${target.place} is no job archive: it has no ${versionFile}, but ${JSON.stringify(other)}`,
    );
  }
  await target.put(versionFile, Buffer.from(`${served}\n`));
}

async function firstObject(target: ArchiveTarget): Promise<string | undefined> {
  for await (const { name } of target.list('')) if (!name.startsWith('.')) return name;
  return undefined;
}
