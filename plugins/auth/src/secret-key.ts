import { AuthKeyError } from './errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of a base64 variable; `undefined`: not set. */
export function keyBytes(env: Environment, name: string): Buffer | undefined {
  const text = env[name]?.trim();
  if (!text) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw new AuthKeyError(`${name} is not base64`);
  return Buffer.from(text, 'base64');
}

export function keyOfLength(env: Environment, name: string, length: number): Buffer | undefined {
  const bytes = keyBytes(env, name);
  if (bytes && bytes.length !== length) {
    throw new AuthKeyError(`${name} must hold ${length} bytes in base64, it holds ${bytes.length}`);
  }
  return bytes;
}
