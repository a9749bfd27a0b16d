import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs for tests against real servers are kept between runs and checkouts. */
export const userCache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'mlflow-chart');
