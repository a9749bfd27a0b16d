/** All checks from outside; docs/troubleshooting.md and the tests are made of this list. */
import type { Check } from '../check';
import bodySize from './body-size';
import certificateExpired from './certificate-expired';
import certificateHost from './certificate-host';
import certificateNotIssued from './certificate-not-issued';
import clusterDnsAway from './cluster-dns-away';
import containerDoesNotStart from './container-does-not-start';
import endpointsBehind from './endpoints-behind';
import hostNotAllowed from './host-not-allowed';
import imageNotPulled from './image-not-pulled';
import ingressBackend from './ingress-backend';
import ingressClass from './ingress-class';
import jobFailed from './job-failed';
import notReady from './not-ready';
import outOfMemory from './out-of-memory';
import podDoesNotFit from './pod-does-not-fit';
import podsRefused from './pods-refused';
import policyDeniesClients from './policy-denies-clients';
import policyDeniesNames from './policy-denies-names';
import policyDeniesStores from './policy-denies-stores';
import restartLoop from './restart-loop';
import routeNotAccepted from './route-not-accepted';
import routeNotAdmitted from './route-not-admitted';
import scaledToZero from './scaled-to-zero';
import secretKeyMissing from './secret-key-missing';
import secretMissing from './secret-missing';
import serviceMissing from './service-missing';
import servicePort from './service-port';
import serviceSelector from './service-selector';
import tlsSecretMissing from './tls-secret-missing';
import volumeFull from './volume-full';
import volumePending from './volume-pending';

export const checks: readonly Check[] = [
  bodySize,
  certificateExpired,
  certificateHost,
  certificateNotIssued,
  clusterDnsAway,
  containerDoesNotStart,
  endpointsBehind,
  hostNotAllowed,
  imageNotPulled,
  ingressBackend,
  ingressClass,
  jobFailed,
  notReady,
  outOfMemory,
  podDoesNotFit,
  podsRefused,
  policyDeniesClients,
  policyDeniesNames,
  policyDeniesStores,
  restartLoop,
  routeNotAccepted,
  routeNotAdmitted,
  scaledToZero,
  secretKeyMissing,
  secretMissing,
  serviceMissing,
  servicePort,
  serviceSelector,
  tlsSecretMissing,
  volumeFull,
  volumePending,
];
