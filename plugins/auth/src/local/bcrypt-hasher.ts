import { type PasswordHasher, InvalidInputError } from '@cc-kernel/core/plugin';
import bcrypt from 'bcrypt';
import { injectable } from 'tsyringe';

const COST = 10;
// bcrypt ignores what comes after.
const LONGEST_BYTES = 72;

/** bcrypt in its thread pool: a login does not stall the others. Hashes as cc-backend writes and reads them (`$2a$`). */
@injectable()
export class BcryptHasher implements PasswordHasher {
  /** A hash of nothing that anybody knows: comparing with it takes as long as with a real one. */
  private decoy: Promise<string> | undefined;

  async hash(password: string): Promise<string> {
    if (Buffer.byteLength(password) > LONGEST_BYTES) {
      throw new InvalidInputError(`the password is longer than ${LONGEST_BYTES} bytes`);
    }
    return bcrypt.hash(password, await bcrypt.genSalt(COST, 'a'));
  }

  async verify(password: string, hash: string | undefined): Promise<boolean> {
    this.decoy ??= bcrypt.hash(crypto.randomUUID(), COST);
    const decoy = await this.decoy;
    const isHash = hash !== undefined && /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(hash);
    const matches = await bcrypt.compare(password, isHash ? hash : decoy);
    return isHash && matches && Buffer.byteLength(password) <= LONGEST_BYTES;
  }
}
