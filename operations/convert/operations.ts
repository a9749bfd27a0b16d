/** What is beside the server: its identity, and who looks after it. */
import type { Ours } from './ours';

/** A ServiceAccount with a name of its own: somebody may have given that name a role. */
export function takeAccount(ours: Ours, name: string, isCreated: boolean, from: string): void {
  if (!isCreated) {
    ours.set('mlflow.serviceAccount.create', false, from);
    ours.set('mlflow.serviceAccount.name', name, from);
    return;
  }
  ours.say(
    'decide',
    from,
    `the ServiceAccount that this chart makes is called RELEASE-tracking. If a role of a cloud trusts ${name} by its name, let it trust that one, too; or make ${name} yourself, and set mlflow.serviceAccount.create to false and its name`,
  );
}

export function takeMetrics(ours: Ours, mode: 'operator' | 'annotations' | 'none', from: string): void {
  ours.set('monitoring.enabled', true, from);
  ours.set('monitoring.mode', mode, from);
}
