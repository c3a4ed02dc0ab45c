// Adds to package-lock.json the optional packages of other platforms that the registry at hand did not have when the file
// was written. npm leaves them out then, and `npm ci` refuses a lock file without them, on every platform.
// Run it after `npm install`: node .ci/complete-lock.js. It changes nothing when nothing is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const known = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//u, '')));
let added = 0;
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    if (known.has(name)) continue;
    known.add(name);
    added += 1;
    lock.packages[`node_modules/${name}`] = toEntry(name, range, parent);
  }
}
if (added > 0) {
  const paths = Object.keys(lock.packages).toSorted((a, b) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(paths.map((path) => [path, lock.packages[path]]));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added === 0 ? 'The lock file is complete.' : `${added} optional packages of other platforms added.`);

/** What npm would have written, as far as a name tells: such packages are named after their platform. */
function toEntry(name, range, parent) {
  if (!/^\d+\.\d+\.\d+/u.test(range))
    throw new Error(`${name}: ${range} is not one version; install on that platform instead.`);
  const words = name.replace(/^.*\//u, '').split('-');
  const find = (table) => Object.entries(table).find(([word]) => words.includes(word))?.[1];
  const os = find({
    android: 'android',
    darwin: 'darwin',
    freebsd: 'freebsd',
    linux: 'linux',
    openharmony: 'openharmony',
    win32: 'win32',
  });
  const cpu = find({
    arm: 'arm',
    arm64: 'arm64',
    ia32: 'ia32',
    ppc64: 'ppc64',
    riscv64: 'riscv64',
    s390x: 's390x',
    x64: 'x64',
  });
  const libc = find({ gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' });
  if (os === undefined || cpu === undefined)
    throw new Error(`${name} is not named after a platform; install on that platform instead.`);
  return {
    version: range,
    cpu: [cpu],
    ...(parent.dev === true ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(parent.license === undefined ? {} : { license: parent.license }),
    optional: true,
    os: [os],
  };
}
