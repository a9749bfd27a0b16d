/** How many files a folder may have: the edge, and what counts. */
import { expect, test } from '@jest/globals';
import { filesBelow } from '../../lib/files/files-below';
import { withFolder } from '../support/chart-folder';

test('files and folders count, what is passed over too; one more than the most is refused', async () => {
  await withFolder({ 'a.yaml': '', 'b/c.yaml': '', 'b/d.txt': '' }, (folder) => {
    const isIgnored = (path: string) => path.endsWith('.txt');
    const files = (mostEntries: number) => [...filesBelow(folder, { mostEntries, isIgnored })];
    expect(files(4)).toEqual(['a.yaml', 'b/c.yaml']);
    expect(() => files(3)).toThrow('more than 3 files and folders');
    return Promise.resolve();
  });
});
