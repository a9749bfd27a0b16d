import type { RuleRow } from './row';

const OFF =
  'warning: aiGateway.enabled: is false, though other values of aiGateway say how it should be: there is none. Set it to true, or remove them.';
const ANY_ADDRESS =
  'warning: aiGateway.privateAddresses: is true, and no NetworkPolicy is in the way: whoever may make an endpoint has the server ask any address that it reaches, such as a cloud’s metadata. Set networkPolicy.enabled to true, and name the models in networkPolicy.externalCidrs.modelProviders.';

export const aiGateway: readonly RuleRow[] = [
  ['aiGateway: {enabled: true, allowedProviders: [openai], plainHttp: true}'],
  ['aiGateway: {allowedProviders: [openai]}', OFF],
  ['aiGateway: {privateAddresses: true}', OFF],
  ['aiGateway: {plainHttp: true}', OFF],
  ['aiGateway: {enabled: true, privateAddresses: true}', ANY_ADDRESS],
  ['{aiGateway: {enabled: true, privateAddresses: true}, networkPolicy: {enabled: true}}'],
];
