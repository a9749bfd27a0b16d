/** All checks, in the order in which they are said; docs/upgrading.md and the tests are made of this list. */
import type { Check } from '../check';
import { backupChecks } from './backups';
import { clusterChecks } from './cluster';
import { schemaChecks } from './schema';

export const checks: readonly Check[] = [...schemaChecks, ...backupChecks, ...clusterChecks];
