export { collectingLog } from './testing/collecting-log.js';
export type { CollectingLog } from './testing/collecting-log.js';
export { startTestKernel } from './testing/start-test-kernel.js';
export type { TestKernel, TestKernelOptions } from './testing/start-test-kernel.js';
export { testSettings } from './testing/test-settings.js';
export type { TestSettings } from './testing/test-settings.js';
