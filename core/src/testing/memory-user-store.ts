import type { UserStore } from '../contracts/user-store.js';
import { isRole, type User } from '../domain/user.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors/index.js';

/** Users without a database, for tests; held to the same promises as the real store. */
export class MemoryUserStore implements UserStore {
  private readonly users = new Map<string, { readonly user: User; readonly hash: string | undefined }>();

  find(username: string): Promise<User | undefined> {
    return Promise.resolve(this.users.get(username)?.user);
  }

  passwordHashOf(username: string): Promise<string | undefined> {
    return Promise.resolve(this.users.get(username)?.hash);
  }

  async add(user: User, hash: string | undefined): Promise<void> {
    if (!user.username) throw new InvalidInputError('the name of a user cannot be empty');
    if (this.users.has(user.username)) throw new ConflictError(`user ${user.username} exists already`);
    this.users.set(user.username, { user, hash });
  }

  async update(username: string, parts: Partial<Pick<User, 'name' | 'roles' | 'projects'>>): Promise<void> {
    this.change(this.mustFind(username), parts);
  }

  delete(username: string): Promise<boolean> {
    return Promise.resolve(this.users.delete(username));
  }

  list(): Promise<readonly User[]> {
    return Promise.resolve([...this.users.values()].map(({ user }) => user));
  }

  async addRole(username: string, role: string): Promise<void> {
    const { user, name } = this.roleOf(username, role);
    if (user.roles.includes(name)) throw new ConflictError(`${username} has role ${name} already`);
    this.change(user, { roles: [...user.roles, name] });
  }

  async removeRole(username: string, role: string): Promise<void> {
    const { user, name } = this.roleOf(username, role);
    if (!user.roles.includes(name)) throw new ConflictError(`${username} does not have role ${name}`);
    if (name === 'manager' && user.projects.length > 0) throw new ConflictError(`${username} still has projects`);
    this.change(user, { roles: user.roles.filter((item) => item !== name) });
  }

  async addProject(username: string, project: string): Promise<void> {
    if (!project) throw new InvalidInputError('the name of a project cannot be empty');
    const user = this.mustFind(username);
    if (!user.roles.includes('manager')) throw new ConflictError(`${username} is no manager`);
    if (user.projects.includes(project)) throw new ConflictError(`${username} manages ${project} already`);
    this.change(user, { projects: [...user.projects, project] });
  }

  async removeProject(username: string, project: string): Promise<void> {
    const user = this.mustFind(username);
    if (!user.projects.includes(project)) throw new ConflictError(`${username} does not manage ${project}`);
    this.change(user, { projects: user.projects.filter((item) => item !== project) });
  }

  private roleOf(username: string, role: string): { readonly user: User; readonly name: string } {
    const name = role.toLowerCase();
    if (!isRole(name) || name === 'anonymous') throw new InvalidInputError(`there is no role "${role}"`);
    return { user: this.mustFind(username), name };
  }

  private mustFind(username: string): User {
    const user = this.users.get(username)?.user;
    if (!user) throw new NotFoundError(`there is no user ${username}`);
    return user;
  }

  private change(user: User, parts: Partial<User>): void {
    this.users.set(user.username, { user: { ...user, ...parts }, hash: this.users.get(user.username)?.hash });
  }
}
