import { lines } from './print-schemas';
import type { Versions } from './versions';

/** JSON with sorted keys, one line for each definition and each kind. */
export function printVersions({ fields, kinds, newest, oldest }: Versions): string {
  return [
    '{',
    '"fields":{',
    lines(fields),
    '},',
    '"kinds":{',
    lines(kinds),
    '},',
    `"newest":${newest},`,
    `"oldest":${oldest}`,
    '}',
    '',
  ].join('\n');
}
