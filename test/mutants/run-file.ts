/** One file of tests in this process: Jest's own runner, expectations and mocks, without its loader. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { jestExpect } from '@jest/expect';
import * as circus from 'jest-circus';
import { ModuleMocker } from 'jest-mock';
import { SnapshotState } from 'jest-snapshot';
import { root } from './load';

type Block = circus.State['rootDescribeBlock'];
type Test = Block['tests'][number];

const load = createRequire(join(root, 'package.json'));

/** What `@jest/globals` gives. */
export const JEST_GLOBALS = {
  ...circus,
  expect: jestExpect,
  jest: Object.assign(new ModuleMocker(globalThis), { setTimeout: () => undefined, requireActual: load }),
};

/** How long a test may wait, in milliseconds: for a promise that nobody keeps. */
const LONGEST = 30_000;

export interface Watcher {
  /** Whether to run a test. Tests are numbered in the order of the file, from 0. */
  readonly wanted: (index: number) => boolean;
  /** Before a test and its hooks. */
  readonly starts: (index: number) => void;
  /** After a test and its hooks. @returns whether to run others */
  readonly ends: (index: number, failure: string | undefined) => boolean;
}

/** @returns what was wrong outside of tests, such as an error while the file was loaded */
export async function runFile(path: string, { wanted, starts, ends }: Watcher): Promise<string | undefined> {
  const file = join(root, path);
  circus.resetState();
  const state = circus.getState();
  state.testTimeout = LONGEST;
  const snapshots = join(dirname(file), '__snapshots__', `${basename(file)}.snap`);
  const expectations = {
    testPath: file,
    snapshotState: new SnapshotState(existsSync(snapshots) ? snapshots : join(dirname(file), 'none.snap'), {
      updateSnapshot: 'none',
      snapshotFormat: { escapeString: false, printBasicPrototype: false },
      rootDir: root,
    }),
  };
  jestExpect.setState(expectations);
  try {
    load(file);
  } catch (error) {
    return `does not load: ${String(error)}`;
  }
  const tests = testsOf(state.rootDescribeBlock);
  tests.forEach((test, index) => {
    if (!wanted(index)) test.mode = 'skip';
  });
  const watch = (event: circus.Event): void => {
    if (event.name === 'test_start' && event.test.mode !== 'skip') {
      jestExpect.setState({ currentTestName: nameOf(event.test) });
      starts(tests.indexOf(event.test));
    }
    if (event.name !== 'test_done') return;
    // A snapshot that differs does not end its test: Jest looks for it here.
    const { suppressedErrors } = jestExpect.getState();
    jestExpect.setState({ suppressedErrors: [] });
    const [failure] = [...(event.test.errors as readonly unknown[]), ...suppressedErrors];
    const text = failure === undefined ? undefined : `${nameOf(event.test)}: ${messageOf(failure)}`;
    if (!ends(tests.indexOf(event.test), text)) for (const test of tests) test.mode = 'skip';
  };
  circus.addEventHandler(watch);
  try {
    await circus.run();
  } finally {
    circus.removeEventHandler(watch);
  }
  const error = state.unhandledErrors[0] as unknown;
  return error === undefined ? undefined : `outside of tests: ${messageOf(error)}`;
}

function testsOf(block: Block): readonly Test[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

function nameOf(test: Test): string {
  const names = [test.name];
  for (let block = test.parent; block.parent !== undefined; block = block.parent) {
    names.unshift(block.name);
  }
  return names.join(' ');
}

/** An error, or a pair of it and where its test was declared. */
function messageOf(error: unknown): string {
  const [thrown] = Array.isArray(error) ? (error as unknown[]) : [error];
  return thrown instanceof Error ? thrown.message : String(thrown);
}
