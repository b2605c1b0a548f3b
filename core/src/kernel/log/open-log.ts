import { pino, type Logger as PinoLogger } from 'pino';
import { logLine, type LineStyle } from './log-line.js';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly style: LineStyle;
  /** Gets whole lines without the line end. */
  readonly write: (line: string) => void;
}

// Names under which a secret could come into an entry. The rule is that none does; this is the net below the rule.
const SECRET_FIELDS = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'accessKey',
  'secretKey',
  'jwt',
  'env',
];

/** The server's log: pino makes the entries, a short text line each comes out. */
export function openLog(options: LogOptions): PinoLogger {
  const paths = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `headers["x-auth-token"]`]);
  return pino(
    { level: options.level, base: null, redact: { paths: [...new Set(paths)], censor: '[hidden]' } },
    {
      write: (json: string): void => {
        options.write(logLine(JSON.parse(json) as Record<string, unknown>, options.style));
      },
    },
  );
}
