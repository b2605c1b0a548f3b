import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));
const conditions = ['@cc-kernel/source'];
// type-graphql, loaded by Node itself, uses graphql's CommonJS build: let ours land on the same copy.
const alias = [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }];
const shared = {
  root,
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
};

export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['{core,plugins/*,tools/*,bench}/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/integration/**', '**/isolated/**', '**/conformance/**'],
          setupFiles: [`${root}core/test/setup.ts`],
          pool: 'threads',
          isolate: false,
          maxWorkers: 3, // much of the time is spent waiting for disks and sockets
          testTimeout: 10_000,
        },
      },
      {
        ...shared,
        test: {
          // Whole suites of a contract against a plugin that works on real disks: every fault at every step takes its time.
          name: 'conformance',
          include: ['{core,plugins/*,tools/*}/test/conformance/**/*.test.ts'],
          setupFiles: [`${root}core/test/setup.ts`],
          pool: 'threads',
          isolate: false,
          maxWorkers: 3,
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          // Tests that touch process-wide things (environment, timers, current folder).
          name: 'isolated',
          include: ['{core,plugins/*,tools/*,bench}/test/isolated/**/*.test.ts'],
          setupFiles: [`${root}core/test/setup.ts`],
          pool: 'forks',
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          // Real server processes, built code; one file after the other.
          name: 'integration',
          include: ['{core,plugins/*,tools/*,bench}/test/integration/**/*.test.ts'],
          setupFiles: [`${root}core/test/setup.ts`],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
