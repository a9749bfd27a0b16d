/** Probes as the kubelet makes them: from the node, to the pod's address. */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { ContainerPort, Probe } from '../../../imports/kubernetes/types';
import type { Container } from './container';

export interface ProbeTarget {
  readonly ip: string;
  readonly ports: readonly ContainerPort[];
  readonly container: Container;
}

export interface ProbeResult {
  readonly ok: boolean;
  readonly detail: string;
}

export function probe(probe: Probe, target: ProbeTarget): Promise<ProbeResult> {
  const { httpGet, tcpSocket, exec, timeoutSeconds = 1 } = probe;
  if (httpGet !== undefined) return http(httpGet, target, timeoutSeconds);
  if (tcpSocket !== undefined) return tcp(portNumber(tcpSocket.port, target.ports), target, timeoutSeconds);
  if (exec !== undefined) return execute(exec.command ?? [], target, timeoutSeconds);
  throw new Error(`nothing here makes the probe ${JSON.stringify(probe)}`);
}

/** A number, or the name of one of the container's ports. */
export function portNumber(port: number | string, ports: readonly ContainerPort[]): number {
  const number = typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.containerPort;
  if (number === undefined) throw new Error(`no container port is called ${String(port)}`);
  return number;
}

function http(
  { path = '/', port, scheme = 'HTTP', httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  { ip, ports }: ProbeTarget,
  timeoutSeconds: number,
): Promise<ProbeResult> {
  if (scheme !== 'HTTP') throw new Error(`nothing here probes by ${scheme}`);
  const headers = {
    // Node writes the Host header as the kubelet does: address and port.
    'User-Agent': 'kube-probe/1.37',
    Accept: '*/*',
    Connection: 'close',
    ...Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
  };
  // As an option, the time limit holds for connecting too, which takes minutes if the pod is gone.
  const options = {
    host: ip,
    port: portNumber(port, ports),
    path,
    headers,
    agent: false,
    timeout: timeoutSeconds * 1000,
  };
  return new Promise((resolve) => {
    const attempt = request(options, (response) => {
      const code = response.statusCode ?? 0;
      response.resume().on('end', () => {
        resolve({ ok: code >= 200 && code < 400, detail: `HTTP ${String(code)}` });
      });
    });
    attempt.on('timeout', () => attempt.destroy(new Error('timeout')));
    attempt.on('error', ({ message }) => {
      resolve({ ok: false, detail: message });
    });
    attempt.end();
  });
}

function tcp(port: number, { ip }: ProbeTarget, timeoutSeconds: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: ip, port, timeout: timeoutSeconds * 1000 });
    const done = (ok: boolean, detail: string) => {
      socket.destroy();
      resolve({ ok, detail });
    };
    socket.on('connect', () => {
      done(true, 'connected');
    });
    socket.on('timeout', () => {
      done(false, 'timeout');
    });
    socket.on('error', ({ message }) => {
      done(false, message);
    });
  });
}

async function execute(
  command: readonly string[],
  { container }: ProbeTarget,
  timeoutSeconds: number,
): Promise<ProbeResult> {
  const { code, output } = await container.exec(command, timeoutSeconds);
  return { ok: code === 0, detail: `exit code ${String(code)} ${output.trim()}`.trim() };
}
