/** For tests of what only Linux has. */
import { test } from '@jest/globals';

const isLinux = process.platform === 'linux';

export const onLinux = isLinux ? test : test.skip;
/** Ends the title of such a test. */
export const linuxOnly = isLinux ? '' : ' (skipped: this is not Linux)';
