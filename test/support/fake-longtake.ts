import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createBoards } from '../../src/engine/boards.ts';
import type { EngineDependencies } from '../../src/engine/dependencies.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createFloor } from '../../src/engine/floor.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Provider } from '../../src/providers/contract.ts';
import { createLockFile, toLockFile } from '../../src/storyboard/lock-file.ts';
import { createLongtake, type Longtake } from '../../src/wire.ts';
import { createFakeMedia } from './fake-media.ts';
import { createManualClock } from './manual-clock.ts';

/** Opens and plans storyboards as the real one does; makes small texts of them, in no time. */
export function createFakeLongtake(
  provider: Provider,
  {
    slots,
    priceMicros = 0,
    clock: given,
  }: { readonly slots?: number; readonly priceMicros?: number; readonly clock?: Clock } = {},
): Longtake {
  const real = createLongtake(readConfig({ PATH: process.env['PATH'] }));
  const floor = createFloor(slots === undefined ? new Map() : new Map([['animatic', slots]]));
  const media = createFakeMedia();
  const hasty = createManualClock({ hasty: true });
  hasty.advance(Date.now() - hasty.nowMs());
  const clock = given ?? hasty;
  const toDependencies = ({
    file,
    name,
    assets,
    workspace,
  }: Parameters<Longtake['engine']>[0]): EngineDependencies => ({
    workspace: workspace ?? join(dirname(resolve(file)), '.longtake'),
    clock,
    media: () => Promise.resolve(media),
    providers: () => Promise.resolve(new Map([[provider.id, provider]])),
    floor,
    assets,
    hasPrice: () => true,
    accepts: async () => (await createLockFile(toLockFile(file)).read()).accepts,
    overruled: {
      read: async () => (await createLockFile(toLockFile(file)).read()).overruled,
      add: createLockFile(toLockFile(file)).overrule,
    },
    tidy: createLockFile(toLockFile(file)).tidy,
    defaultOut: (preview) => join(dirname(resolve(file)), `${name}${preview ? '.preview' : ''}.mp4`),
  });
  return {
    open: async (file, openOptions) => {
      const opened = await real.open(file, openOptions);
      return opened.plan === null ? opened : { ...opened, plan: priced(opened.plan, priceMicros) };
    },
    engine: (film) => {
      const engine = createEngine(toDependencies(film));
      return {
        ...engine,
        render: (plan, renderOptions) => {
          // Two renders never begin in the same millisecond.
          hasty.advance(1);
          return engine.render(plan, renderOptions);
        },
      };
    },
    boards: (film) => createBoards(toDependencies(film)),
    frame: (request, signal) => media.frame(request, signal),
  };
}

/** As if the local model cost something. */
function priced(plan: Plan, priceMicros: number): Plan {
  const tasks = plan.tasks.map((task) => ({
    ...task,
    ladder: task.ladder.map((choice) => ({ ...choice, costMicros: task.kind === 'take' ? priceMicros : 0 })),
  }));
  const costMicros = tasks.filter(({ kind }) => kind === 'take').length * priceMicros;
  return { ...plan, tasks, costMicros };
}
