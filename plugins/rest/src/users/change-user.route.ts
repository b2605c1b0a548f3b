import { InvalidInputError, guards, readForm, sendJson } from '@cc-kernel/core/plugin';
import type { Route } from '@cc-kernel/core/plugin';
import type { ChangeUser, UserChange } from '@cc-kernel/core/use-cases';
import { principalOf } from '../principal-of.js';

const changes: readonly (readonly [field: string, done: string, change: (value: string) => UserChange])[] = [
  ['add-role', 'Add Role Success', (addRole) => ({ addRole })],
  ['remove-role', 'Remove Role Success', (removeRole) => ({ removeRole })],
  ['add-project', 'Add Project Success', (addProject) => ({ addProject })],
  ['remove-project', 'Remove Project Success', (removeProject) => ({ removeProject })],
];

/** The form of the admin page: one change of a user's rights, the first field that is not empty. */
export const changeUserRoute = (changeUser: Pick<ChangeUser, 'run'>): Route => ({
  methods: ['POST'],
  path: '/config/user/:id',
  guard: guards.configApi,
  bodyLimit: 64 * 1024,
  rate: 'ui',
  statusOf: { 'not-found': 422 },
  async handle(context) {
    const form = await readForm(context);
    for (const [field, msg, change] of changes) {
      const value = form.get(field);
      if (!value) continue;
      await changeUser.run(principalOf(context), context.params['id'] ?? '', change(value));
      sendJson(context, 200, { msg });
      return;
    }
    throw new InvalidInputError(`one of ${changes.map(([field]) => field).join(', ')} is expected`);
  },
});
