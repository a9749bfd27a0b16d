/** Where imports/ lies: beside lib/, and above the bundles of the package, in whichever folder these are. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const importsFolder = importsAbove(__dirname);

function importsAbove(folder: string): string {
  const imports = join(folder, 'imports');
  const isIt = existsSync(join(imports, 'kubernetes/schemas.json'));
  return isIt || dirname(folder) === folder ? imports : importsAbove(dirname(folder));
}
