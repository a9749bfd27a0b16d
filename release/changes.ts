/** `npm run changes`: charts/changes.json, what CHANGELOG.md says of the version in package.json, for the chart's annotations. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesIn, sectionOf } from './changelog';

export const CHANGES = 'charts/changes.json';

/** The text of that file. @throws SettingsError */
export function changesFile(changelog: string, version: string): string {
  const changes = changesIn(sectionOf(changelog, version), version);
  return `${JSON.stringify({ version, changes }, null, 2)}\n`;
}

/** @param root of the repository, whose package.json says the version */
export function writeChanges(root: string): void {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  writeFileSync(join(root, CHANGES), changesFile(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version));
}
