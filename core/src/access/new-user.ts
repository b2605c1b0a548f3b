import { ROLES, isRole } from '../domain/user.js';
import { InvalidInputError } from '../errors/index.js';

export interface NewUser {
  readonly username: string;
  readonly roles: readonly string[];
  /** Empty: the user cannot log in with a password. */
  readonly password: string;
  readonly name?: string;
  readonly email?: string;
  readonly projects?: readonly string[];
}

const LONGEST_NAME_BYTES = 100;

/**
 * `name:role[,role…]:password`, as the command line takes it. The password may hold colons and may be empty.
 * The text is never repeated in an error: it holds the password.
 */
export function parseNewUser(argument: string): NewUser {
  const match = /^([^:]*):([^:]*):([\s\S]*)$/.exec(argument);
  if (!match) throw new InvalidInputError('a new user is given as name:roles:password, roles separated by commas');
  const [, username = '', roles = '', password = ''] = match;
  return { username, roles: roles.split(',').map((role) => role.trim()), password };
}

export function checkNewUser(user: NewUser): void {
  if (user.username.trim() === '') throw new InvalidInputError('the name of a user cannot be empty');
  if (Buffer.byteLength(user.username) > LONGEST_NAME_BYTES) {
    throw new InvalidInputError(`the name of a user cannot be longer than ${LONGEST_NAME_BYTES} bytes`);
  }
  const assignable = ROLES.filter((role) => role !== 'anonymous');
  const unknown = user.roles.find((role) => !isRole(role) || role === 'anonymous');
  if (user.roles.length === 0 || unknown !== undefined) {
    throw new InvalidInputError(`"${unknown ?? ''}" is no role; known are ${assignable.join(', ')}`);
  }
  if (user.projects?.length && !user.roles.includes('manager')) {
    throw new InvalidInputError('only managers can have projects');
  }
}
