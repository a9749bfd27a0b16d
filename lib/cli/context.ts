/** What a command is given: where it writes, and what it knows of the one who calls it. */
import type { OwnChart } from '../validate/chart/own-chart';
import type { Report } from '../validate/report/report';
import type { OutputStream } from './terminal';

export interface CommandContext {
  readonly output: OutputStream;
  readonly errors: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly tool: Report['tool'];
  /** A chart that needs no Helm. */
  readonly own?: OwnChart;
}
