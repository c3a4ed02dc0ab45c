import { openWorkspace } from '../../src/store/workspace.ts';

/** A process that works in a workspace until it is killed. Usage: node hold-workspace.ts FOLDER */
const workspace = await openWorkspace(process.argv[2] ?? '');
process.stdout.write('working\n');
setInterval(() => workspace.db, 1_000);
