import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as Net from 'node:net';
import type * as Os from 'node:os';

/**
 * Loaded before the command line (`node --import`): the process stops itself (SIGSTOP) at its n-th connection to anybody,
 * `before` the socket is opened or `after`, when it is open and nothing is written to it. `STAND_STILL_HOURS` is how long
 * the machine says that it was; without it, as long as it really was.
 */
const { STAND_STILL_AT = '1', STAND_STILL = 'before', STAND_STILL_HOURS = '0' } = process.env;
const require = createRequire(import.meta.url);
const net = require('node:net') as { connect: (...rest: unknown[]) => Net.Socket };
const os = require('node:os') as { uptime: typeof Os.uptime };

const connect = net.connect;
const uptime = os.uptime;
let connections = 0;

function standStill(): void {
  process.kill(process.pid, 'SIGSTOP');
  os.uptime = () => uptime() + Number(STAND_STILL_HOURS) * 3600;
  syncBuiltinESMExports();
}

net.connect = (...rest) => {
  connections += 1;
  const isFatal = connections === Number(STAND_STILL_AT);
  if (isFatal && STAND_STILL === 'before') standStill();
  const socket = connect(...rest);
  if (isFatal && STAND_STILL === 'after') socket.once('connect', standStill);
  return socket;
};
