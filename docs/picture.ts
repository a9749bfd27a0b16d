/** `npm run picture`: docs/platform.svg, drawn from the objects of the prod environment. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from './platform-picture';

writeFileSync(join(__dirname, 'platform.svg'), picture());
