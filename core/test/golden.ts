import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const place = fileURLToPath(new URL('../../../shared/golden', import.meta.url));

/** Folder of recorded answers of the original program; `undefined` where it is absent. */
export const golden: string | undefined = existsSync(place) ? place : undefined;
