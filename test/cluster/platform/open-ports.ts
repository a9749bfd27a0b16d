/** Which TCP ports of an address take a connection, of all that there are. */
import { connect } from 'node:net';

const LAST = 65535;
const AT_A_TIME = 500;

export async function openPorts(address: string): Promise<readonly number[]> {
  const open: number[] = [];
  let next = 1;
  const worker = async () => {
    while (next <= LAST) {
      const port = next++;
      if (await accepts(address, port)) open.push(port);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return open.sort((one, other) => one - other);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5000 });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', () => {
      end(true);
    });
    socket.on('error', () => {
      end(false);
    });
    socket.on('timeout', () => {
      end(false);
    });
  });
}
