import { token } from './token.js';

/** Fields first, then the text, as pino takes them. Secrets never go in. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
}
/** Each plugin gets its own, which carries its name. */
export const Logger = token<Logger>('kernel.Logger');
