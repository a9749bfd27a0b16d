/** With the chart's own programs. */
import { describe } from '@jest/globals';
import { realCluster } from '../nodes/running';
import { drill } from './drill';

describe(`docs/recovery.md, on Kubernetes ${realCluster().version}`, () => {
  drill({ namespace: 'drill' });
});
