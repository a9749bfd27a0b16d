/** Python that a page shows, in a pod with MLflow. */
import { mlflowImage, MLFLOW } from '../images/versions';
import type { RunningJob } from '../nodes/job';
import { RESTRICTED, type Jobs } from './client';

export interface PythonOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines that somebody types. */
  readonly typed?: readonly string[];
  /** Of MLflow. */
  readonly version?: string;
}

/** The Job is called `python`: one of them at a time. */
export function startPython(
  cluster: Jobs,
  namespace: string,
  program: string,
  { env = {}, typed = [], version = MLFLOW }: PythonOptions = {},
): RunningJob {
  return cluster.start({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'python', namespace },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'python',
              image: mlflowImage(version),
              command: ['sh', '-ec', `printf '%s\\n' "$@" | python3 -c "$PROGRAM"`, 'sh', ...typed],
              env: Object.entries({ HOME: '/tmp', PROGRAM: program, ...env }).map(([name, value]) => ({ name, value })),
              securityContext: RESTRICTED,
            },
          ],
        },
      },
    },
  });
}

/** What it prints; an error with its last words if it fails. */
export async function printed({ ended }: RunningJob): Promise<string> {
  const { code, output } = await ended;
  if (code !== 0) throw new Error(output.slice(-3000));
  return output;
}
