/** On the newest PostgreSQL. */
import { describe } from '@jest/globals';
import { POSTGRESQL_NEWEST } from '../images/versions';
import { realCluster } from '../nodes/running';
import { toASecond } from './to-a-second';

describe(`every change of PostgreSQL ${POSTGRESQL_NEWEST}, on Kubernetes ${realCluster().version}`, () => {
  toASecond('seconds', POSTGRESQL_NEWEST);
});
