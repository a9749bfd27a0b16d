/** Which checks make up the levels of the Pod Security Standards. */
import type { ContainerCheck, PodCheck } from '../check';
import apparmorOff from '../checks/security/apparmor-off';
import capabilitiesNotDropped from '../checks/security/capabilities-not-dropped';
import capabilityAdded from '../checks/security/capability-added';
import capabilityBeyondDefault from '../checks/security/capability-beyond-default';
import hostIpc from '../checks/security/host-ipc';
import hostNetwork from '../checks/security/host-network';
import hostPathVolume from '../checks/security/host-path-volume';
import hostPid from '../checks/security/host-pid';
import hostPort from '../checks/security/host-port';
import nonRootNotRequired from '../checks/security/non-root-not-required';
import privilegeEscalationAllowed from '../checks/security/privilege-escalation-allowed';
import privilegedContainer from '../checks/security/privileged-container';
import probeHost from '../checks/security/probe-host';
import procMountUnmasked from '../checks/security/proc-mount-unmasked';
import procMountUnmaskedForUsers from '../checks/security/proc-mount-unmasked-for-users';
import runsAsRoot from '../checks/security/runs-as-root';
import seccompOff from '../checks/security/seccomp-off';
import seccompProfileMissing from '../checks/security/seccomp-profile-missing';
import selinuxOptions from '../checks/security/selinux-options';
import unsafeSysctl from '../checks/security/unsafe-sysctl';
import volumeOfRestrictedType from '../checks/security/volume-of-restricted-type';
import windowsHostProcess from '../checks/security/windows-host-process';
import type { Pod } from '../pod';
import { isFollowOn } from '../raw-finding';
import type { Path } from '../../yaml/position';

type Control = PodCheck | ContainerCheck;

const baseline: readonly Control[] = [
  apparmorOff,
  capabilityBeyondDefault,
  hostIpc,
  hostNetwork,
  hostPathVolume,
  hostPid,
  hostPort,
  privilegedContainer,
  probeHost,
  procMountUnmasked,
  seccompOff,
  selinuxOptions,
  unsafeSysctl,
  windowsHostProcess,
];

const restricted: readonly Control[] = [
  ...baseline,
  capabilitiesNotDropped,
  capabilityAdded,
  nonRootNotRequired,
  privilegeEscalationAllowed,
  procMountUnmaskedForUsers,
  runsAsRoot,
  seccompProfileMissing,
  volumeOfRestrictedType,
];

export type PodSecurityLevel = 'baseline' | 'restricted';

export interface Violation {
  /** Id of the check. */
  readonly control: string;
  readonly path: Path;
  readonly message: string;
}

/** What a namespace that enforces `level` of the version 1.`minor` refuses of a pod. */
export function violations(pod: Pod, level: PodSecurityLevel, minor: number): readonly Violation[] {
  const found: Violation[] = [];
  const context = { minor, registries: [] };
  for (const control of level === 'baseline' ? baseline : restricted) {
    const report = (path: Path, message: string): void => {
      if (!isFollowOn({ object: pod.object, path })) found.push({ control: control.id, path, message });
    };
    if (control.scope === 'pod') control.check(pod, report, context);
    else for (const container of pod.containers) control.check(container, report, context);
  }
  return found;
}
