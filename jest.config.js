/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/cluster/', '/test/docs/typed/'],
  // All cores: half of the time goes into Helm's processes, for which tests wait.
  maxWorkers: '100%',
  // Not how fast something is, but that it ends: a machine may be busy.
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/test/support/summary.js'],
  globalSetup: '<rootDir>/test/support/fetch-helm.ts',
  // They have ES modules only, which Jest can't require as they are.
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/|get-east-asian-width/|github-slugger/|marked/)'],
  transform: {
    '/(@marcbachmann|get-east-asian-width|github-slugger|marked)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
    '\\.(py|sh|conf|njs)$': '<rootDir>/test/support/text-files.js',
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
  },
};
