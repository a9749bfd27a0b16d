/**
 * A reporter of Jest's, after its own: the slowest suites, and the tests that did not run. A test may be skipped where a machine
 * cannot run it, and says why in its title, “(skipped: …)”; any other skip fails the run.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest loads a reporter as CommonJS.
const { relative } = require('node:path');

const SHOWN = 5;

module.exports = class Summary {
  constructor({ rootDir, testNamePattern }) {
    this.rootDir = rootDir;
    this.isWhole = !testNamePattern;
  }

  onRunComplete(_contexts, { testResults }) {
    const slowest = testResults
      .map(({ testFilePath, perfStats }) => [relative(this.rootDir, testFilePath), perfStats.end - perfStats.start])
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN);
    if (testResults.length > SHOWN) {
      say('\nSlowest suites:', ...slowest.map(([file, ms]) => `  ${(ms / 1000).toFixed(1).padStart(6)} s  ${file}`));
    }
    if (!this.isWhole) return;
    const skipped = testResults
      .flatMap((suite) => suite.testResults)
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName);
    this.silent = skipped.filter((name) => !/\(skipped: .+\)$/.test(name));
    const remark = (name) => (this.silent.includes(name) ? ': its title does not say why, “(skipped: …)”' : '');
    if (skipped.length > 0) say('\nNot run:', ...skipped.map((name) => `  ${name}${remark(name)}`));
  }

  /** Jest fails the run with it. */
  getLastError() {
    if (!this.silent?.length) return undefined;
    return new Error(`skipped without a reason: ${this.silent.join('; ')}`);
  }
};

function say(...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
}
