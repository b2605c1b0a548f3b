import type { Knex } from 'knex';
import { inject, injectable } from 'tsyringe';
import { SqlDriver } from '../contracts/sql-driver.js';
import type { UserStore } from '../contracts/user-store.js';
import { isRole, type User } from '../domain/user.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors/index.js';
import { textOf, userOf, type UserRow } from './user-row.js';

const TABLE = 'hpc_user';

/** Users in SQL, in the table that cc-backend made. */
@injectable()
export class SqlUserStore implements UserStore {
  constructor(@inject(SqlDriver) private readonly sql: SqlDriver) {}

  async find(username: string): Promise<User | undefined> {
    const row = await this.rows().where({ username }).first();
    return row && userOf(row);
  }

  async passwordHashOf(username: string): Promise<string | undefined> {
    const row = await this.rows().where({ username }).first('password');
    return textOf(row?.password ?? null) || undefined;
  }

  async add(user: User, passwordHash: string | undefined): Promise<void> {
    if (!user.username) throw new InvalidInputError('the name of a user cannot be empty');
    try {
      await this.sql.knex(TABLE).insert({
        username: user.username,
        ldap: user.authSource,
        roles: JSON.stringify(user.roles),
        projects: JSON.stringify(user.projects),
        ...(passwordHash === undefined ? {} : { password: passwordHash }),
        ...(user.name ? { name: user.name } : {}),
        ...(user.email ? { email: user.email } : {}),
      });
    } catch (error) {
      if (this.sql.isDuplicate(error))
        throw new ConflictError(`user ${user.username} exists already`, { cause: error });
      throw error;
    }
  }

  async update(username: string, parts: Partial<Pick<User, 'name' | 'roles' | 'projects'>>): Promise<void> {
    await this.change(username, () => parts);
  }

  async delete(username: string): Promise<boolean> {
    return (await this.sql.knex(TABLE).where({ username }).delete()) > 0;
  }

  async list(): Promise<readonly User[]> {
    const rows = (await this.rows().select()) as readonly UserRow[];
    return rows.map(userOf);
  }

  async addRole(username: string, role: string): Promise<void> {
    const name = assignableRole(role);
    await this.change(username, ({ roles }) => {
      if (roles.includes(name)) throw new ConflictError(`${username} has role ${name} already`);
      return { roles: [...roles, name] };
    });
  }

  async removeRole(username: string, role: string): Promise<void> {
    const name = assignableRole(role);
    await this.change(username, ({ roles, projects }) => {
      if (!roles.includes(name)) throw new ConflictError(`${username} does not have role ${name}`);
      if (name === 'manager' && projects.length > 0) {
        throw new ConflictError(`${username} still manages ${projects.join(', ')}; take the projects away first`);
      }
      return { roles: roles.filter((item) => item !== name) };
    });
  }

  async addProject(username: string, project: string): Promise<void> {
    if (!project) throw new InvalidInputError('the name of a project cannot be empty');
    await this.change(username, ({ roles, projects }) => {
      if (!roles.includes('manager')) throw new ConflictError(`${username} is no manager and cannot have projects`);
      if (projects.includes(project)) throw new ConflictError(`${username} manages ${project} already`);
      return { projects: [...projects, project] };
    });
  }

  async removeProject(username: string, project: string): Promise<void> {
    await this.change(username, ({ projects }) => {
      if (!projects.includes(project)) throw new ConflictError(`${username} does not manage ${project}`);
      return { projects: projects.filter((item) => item !== project) };
    });
  }

  private rows(): Knex.QueryBuilder<UserRow> {
    return this.sql.knex<UserRow>(TABLE);
  }

  /** Reads and writes in one transaction: two administrators at once lose nothing. */
  private async change(
    username: string,
    next: (user: User) => Partial<Pick<User, 'name' | 'roles' | 'projects'>>,
  ): Promise<void> {
    await this.sql.knex.transaction(async (transaction) => {
      const row = await transaction<UserRow>(TABLE).where({ username }).first();
      if (!row) throw new NotFoundError(`there is no user ${username}`);
      const { name, roles, projects } = next(userOf(row as UserRow));
      const columns = {
        ...(name === undefined ? {} : { name }),
        ...(roles === undefined ? {} : { roles: JSON.stringify(roles) }),
        ...(projects === undefined ? {} : { projects: JSON.stringify(projects) }),
      };
      if (Object.keys(columns).length > 0) await transaction(TABLE).where({ username }).update(columns);
    });
  }
}

/** `anonymous` is a placeholder that nobody gets. */
function assignableRole(role: string): string {
  const name = role.toLowerCase();
  if (!isRole(name) || name === 'anonymous') throw new InvalidInputError(`there is no role "${role}"`);
  return name;
}
