// eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest reads its configuration as CommonJS.
const base = require('../../jest.config');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/e2e'],
  testPathIgnorePatterns: ['/node_modules/'],
  // main.ts has fetched Helm before the network went away.
  globalSetup: undefined,
  // Real servers start slowly on a busy machine.
  testTimeout: 240_000,
  reporters: [...base.reporters, '<rootDir>/test/support/each-test.js'],
};
