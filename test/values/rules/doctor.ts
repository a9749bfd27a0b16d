import type { RuleRow } from './row';

const OFF =
  'warning: doctor.request: asks the doctor, but doctor.enabled is false: there is none. Set doctor.enabled to true, or remove it.';

export const doctorRows: readonly RuleRow[] = [
  ['doctor: {request: once}', OFF],
  ['doctor: {enabled: true, request: once}'],
  ['doctor: {enabled: true}'],
];
