/** On the oldest PostgreSQL. */
import { describe } from '@jest/globals';
import { POSTGRESQL_OLDEST } from '../images/versions';
import { realCluster } from '../nodes/running';
import { toASecond } from './to-a-second';

describe(`every change of PostgreSQL ${POSTGRESQL_OLDEST}, on Kubernetes ${realCluster().version}`, () => {
  toASecond('seconds-oldest', POSTGRESQL_OLDEST);
});
