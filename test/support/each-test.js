/** A reporter of Jest's: one line for each test as it ends. Suites on real servers are silent for minutes otherwise. */
module.exports = class EachTest {
  onTestStart(test) {
    process.stderr.write(`${test.path.replace(/.*\//, '')} …\n`);
  }

  onTestCaseResult(_test, { status, duration, title }) {
    const seconds = ((duration ?? 0) / 1000).toFixed(1);
    process.stderr.write(`  ${status === 'passed' ? '✓' : status} ${seconds} s  ${title}\n`);
  }
};
