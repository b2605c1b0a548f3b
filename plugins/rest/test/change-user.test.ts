import { ConflictError } from '@cc-kernel/core/plugin';
import type { UserChange } from '@cc-kernel/core/use-cases';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openRest } from './rest-server.js';

const changed: [string, UserChange][] = [];
let server: Awaited<ReturnType<typeof openRest>>;

beforeAll(async () => {
  server = await openRest({
    changeUser: {
      run: (_, username, change) => {
        if ('addProject' in change) return Promise.reject(new ConflictError(`${username} is no manager`));
        changed.push([username, change]);
        return Promise.resolve();
      },
    },
  });
});
beforeEach(() => void changed.splice(0));
afterAll(() => server.close());

async function send(fields: Record<string, string>, session = 'root:admin'): Promise<[number, unknown]> {
  const answer = await fetch(`${server.url}/config/user/m%40b`, {
    method: 'POST',
    headers: { cookie: `session=${session}` },
    body: new URLSearchParams(fields),
  });
  return [answer.status, await answer.json()];
}

it('makes the one change that the form names, for the user in the path', async () => {
  expect(await send({ username: 'ignored', 'add-role': 'manager' })).toEqual([200, { msg: 'Add Role Success' }]);
  expect(await send({ 'add-role': '', 'remove-project': 'p1' })).toEqual([200, { msg: 'Remove Project Success' }]);
  expect(changed).toEqual([
    ['m@b', { addRole: 'manager' }],
    ['m@b', { removeProject: 'p1' }],
  ]);
});

it('says what contradicts, and what is missing', async () => {
  expect(await send({ 'add-project': 'p1' })).toEqual([
    422,
    { status: 'Unprocessable Entity', error: 'm@b is no manager' },
  ]);
  expect((await send({}))[0]).toBe(400);
});

it.each(['eve:user', 'sam:support', 'api:api'])('is not for %s', async (session) => {
  expect((await send({ 'add-role': 'admin' }, session))[0]).toBe(401);
  expect(changed).toEqual([]);
});
