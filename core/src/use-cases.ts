export { AddUser } from './access/add-user.js';
export { DeleteUser } from './access/delete-user.js';
export { IssueToken } from './access/issue-token.js';
export { LogIn } from './access/log-in.js';
export { parseNewUser } from './access/new-user.js';
export type { NewUser } from './access/new-user.js';
