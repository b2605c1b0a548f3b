import type { User } from '../domain/user.js';
import { token } from './token.js';

/** Table `hpc_user`. Implemented in `core/src/access`. */
export interface UserStore {
  find(username: string): Promise<User | undefined>;
  /** The bcrypt hash; `undefined`: no local password. */
  passwordHashOf(username: string): Promise<string | undefined>;
  /** `passwordHash` `undefined`: cannot log in locally. Rejects with `ConflictError` when the name exists. */
  add(user: User, passwordHash: string | undefined): Promise<void>;
  /** Replaces what is given; rejects with `NotFoundError` when there is no such user. */
  update(username: string, parts: Partial<Pick<User, 'name' | 'roles' | 'projects'>>): Promise<void>;
  /** Whatever its source. Returns false when there was none. */
  delete(username: string): Promise<boolean>;
  list(): Promise<readonly User[]>;
  addRole(username: string, role: string): Promise<void>;
  removeRole(username: string, role: string): Promise<void>;
  addProject(username: string, project: string): Promise<void>;
  removeProject(username: string, project: string): Promise<void>;
}
export const UserStore = token<UserStore>('access.UserStore');
