import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files that `-init` makes. The database follows by a migration. */
interface InitReport {
  readonly made: readonly string[];
  /** There already, and left as they are. */
  readonly kept: readonly string[];
}

const CONFIG = {
  main: {
    addr: '127.0.0.1:8080',
    'short-running-jobs-duration': 300,
    resampling: { 'minimum-points': 600, trigger: 300, resolutions: [240, 60] },
    'api-allowed-ips': ['*'],
    'emission-constant': 317,
  },
  cron: { 'commit-job-worker': '1m', 'duration-worker': '5m', 'footprint-worker': '10m' },
  archive: { kind: 'file', path: './var/job-archive' },
  auth: { jwts: { 'max-age': '2000h' } },
  'metric-store': {
    'retention-in-memory': '48h',
    'memory-cap': 64,
    'checkpoint-interval': '1h',
    checkpoints: { 'file-format': 'wal', directory: './var/checkpoints' },
  },
};

/** Lays out a new site. `undefined`: there is one already. */
export function initSite(root: string): InitReport | undefined {
  if (existsSync(path.join(root, 'var'))) return undefined;
  const report = { made: [] as string[], kept: [] as string[] };
  const make = (name: string, text: string, mode: number): void => {
    const file = path.join(root, name);
    if (existsSync(file)) report.kept.push(name);
    else {
      writeFileSync(file, text, { mode, flag: 'wx' });
      report.made.push(name);
    }
  };
  make('.env', envText(), 0o600);
  make('config.json', `${JSON.stringify(CONFIG, null, 2)}\n`, 0o644);
  mkdirSync(path.join(root, 'var/job-archive'), { recursive: true });
  make('var/job-archive/version.txt', '3\n', 0o644);
  return report;
}

/** New keys for every site: known ones would let anybody make tokens. */
function envText(): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const open = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return [
    '# Keys of this site, made by -init. Whoever has them can log in as anybody.',
    '# Ed25519 key pair for API tokens, base64',
    `JWT_PUBLIC_KEY="${open.toString('base64')}"`,
    `JWT_PRIVATE_KEY="${Buffer.concat([seed, open]).toString('base64')}"`,
    '# Signs session cookies: 32 random bytes, base64',
    `SESSION_KEY="${randomBytes(32).toString('base64')}"`,
    '',
  ].join('\n');
}

/** Takes away what `initSite` made. */
export function undoInit(root: string, { made }: InitReport): void {
  for (const name of [...made, 'var']) rmSync(path.join(root, name), { recursive: true, force: true });
}
