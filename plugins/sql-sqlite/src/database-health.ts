import type { HealthReport, SqlDriver } from '@cc-kernel/core/plugin';

/** Asks a reading and the writing thread, so that one that has died shows. */
export async function healthOf(driver: SqlDriver): Promise<HealthReport> {
  try {
    await driver.knex.raw('SELECT 1');
    await driver.knex.raw('PRAGMA data_version');
    return { state: 'ok', text: driver.place };
  } catch (error) {
    return { state: 'failed', text: `${driver.place}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
