import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Authenticator, LoginAttempt } from '../contracts/authenticator.js';
import type { User } from '../domain/user.js';
import { isCockpitError } from '../errors/index.js';

/** An attempt, and what the user table says of the name in it. */
export interface AuthenticatorCase {
  readonly attempt: LoginAttempt;
  readonly known: User | undefined;
}

export interface AuthenticatorHarness {
  readonly authenticator: Authenticator;
  /** Must log in, as `user`. */
  readonly good: AuthenticatorCase & { readonly user: User };
  /** Are this method's to decide and must be refused, by what is wrong with them. */
  readonly bad: Readonly<Record<string, AuthenticatorCase>>;
  /** Belong to some other method, e.g. users that another source vouches for. */
  readonly foreign: Readonly<Record<string, AuthenticatorCase>>;
  /** Texts that no refusal may repeat, e.g. passwords and keys. */
  readonly secrets: readonly string[];
  dispose(): Promise<void>;
}

/** Holds a way to log in to the promises of `Authenticator`. */
export function describeAuthenticator(name: string, makeHarness: () => Promise<AuthenticatorHarness>): void {
  describe(`${name} is an Authenticator`, () => {
    let harness: AuthenticatorHarness;
    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => harness.dispose());

    const handles = async ({ attempt, known }: AuthenticatorCase): Promise<boolean> =>
      harness.authenticator.canHandle(attempt, known);
    const logIn = async ({ attempt, known }: AuthenticatorCase): Promise<User> =>
      harness.authenticator.logIn(attempt, known);
    const refusal = async (each: AuthenticatorCase): Promise<Error> => {
      const error: unknown = await logIn(each).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof Error)) throw new Error('the login was not refused');
      return error;
    };

    it('has a name for log and audit', () => {
      expect(harness.authenticator.name).toMatch(/^[a-z][a-z0-9-]*$/);
    });

    it('logs in who has the right secret, as often as asked', async () => {
      for (let i = 0; i < 2; i++) {
        expect(await handles(harness.good)).toBe(true);
        expect(await logIn(harness.good)).toEqual(harness.good.user);
      }
    });

    it('decides on the bad attempts itself and refuses them as unauthorized', async () => {
      expect(Object.keys(harness.bad)).not.toEqual([]);
      for (const [why, each] of Object.entries(harness.bad)) {
        expect(await handles(each), why).toBe(true);
        expect(await refusal(each), why).toMatchObject({ kind: 'unauthorized' });
      }
    });

    it('leaves to others what is theirs', async () => {
      for (const [why, each] of Object.entries(harness.foreign)) expect(await handles(each), why).toBe(false);
    });

    it('repeats no secret in a refusal', async () => {
      for (const [why, each] of Object.entries(harness.bad)) {
        const { message } = await refusal(each);
        for (const secret of harness.secrets) expect(message, why).not.toContain(secret);
      }
    });

    it('still logs in after refusals, and refuses after logins', async () => {
      const [[, bad] = []] = Object.entries(harness.bad);
      if (bad) await refusal(bad);
      await logIn(harness.good);
      if (bad) await refusal(bad);
    });

    it('does not mix up attempts at the same time', async () => {
      const bad = Object.values(harness.bad);
      const outcomes = await Promise.allSettled([logIn(harness.good), ...bad.map(logIn), logIn(harness.good)]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', ...bad.map(() => 'rejected'), 'fulfilled']);
    });

    it('refuses odd secrets without breaking', async () => {
      const odd = ['', ' ', '\0', 'x'.repeat(100_000), '\u{1F511}'.repeat(40), '${7*7}', "' OR 1=1 --", 'a.b.c', '..'];
      for (const secret of odd) {
        const { attempt, known } = harness.good;
        const headers = { ...attempt.headers, ...(attempt.headers['authorization'] ? { authorization: secret } : {}) };
        const query = { ...attempt.query, ...(attempt.query['login-token'] ? { 'login-token': secret } : {}) };
        const cookies = Object.fromEntries(Object.keys(attempt.cookies).map((cookie) => [cookie, secret]));
        const password = attempt.password ? secret : '';
        const each = { attempt: { ...attempt, password, headers, query, cookies }, known };
        if (!(await handles(each))) continue;
        expect(isCockpitError(await refusal(each)), JSON.stringify(secret)).toBe(true);
      }
    });
  });
}
