import { createRandom } from '../../random.ts';
import { findColor, type Rgb } from '../color.ts';
import type { Light } from '../light.ts';
import { createSky } from '../sky.ts';
import { fireplace, kiln } from './fires.ts';
import { counter, plant } from './furniture.ts';
import type { PlaceWords } from './place.ts';
import { type Furnishing, ONE_WINDOW, type WindowSpec } from './recipes/furnishing.ts';
import { GATHERINGS } from './recipes/gatherings.ts';
import { HALLS } from './recipes/halls.ts';
import { HOMES } from './recipes/homes.ts';
import { WORKPLACES } from './recipes/workplaces.ts';
import { createRoom, drawWindow, type RoomLook } from './room.ts';
import type { StageSet, Thing } from './stage.ts';
import { board, charts, clock, dials, mirror } from './wall-things.ts';

const PLAIN: RoomLook = {
  wall: [214, 200, 178],
  wallKind: 'plaster',
  floor: 'planks',
  floorColor: null,
  halfWidth: 3.7,
  back: 3,
  height: 2.9,
  outside: 'land',
};
const RECIPES: Readonly<Record<string, Furnishing>> = { ...HOMES, ...WORKPLACES, ...GATHERINGS, ...HALLS };

/** A room: walls, windows to the world outside, furniture by what the words name. */
export function createInterior(place: PlaceWords, light: Light): StageSet {
  const recipe = RECIPES[place.kind] ?? RECIPES.room;
  const random = createRandom(`interior ${place.seed}`);
  const look = { ...PLAIN, ...recipe?.look, ...fromWords(place.words) };
  const sky = createSky(light, place.seed);
  const shell = createRoom(look, light, place.seed);
  const windows = windowsOf(recipe?.windows ?? ONE_WINDOW, place.words);
  return {
    isInterior: true,
    depthMetres: 6.5,
    heightMetres: look.height,
    props: { table: recipe?.table ?? null, bed: recipe?.bed ?? null, water: recipe?.water ?? null },
    backdrop: (stage) => {
      shell(stage);
      for (const window of windows)
        drawWindow(stage, look, sky, window.x, window.low, window.width, window.height, window.panes);
    },
    things: [...(recipe?.things(look, random, place.seed) ?? []), ...named(place, look)],
  };
}

function fromWords(words: string): Partial<RoomLook> {
  const wallColor = findColor(words.match(/([a-z-]+(?: [a-z-]+)?) (?:walls?|wallpaper)/u)?.[1] ?? '');
  return {
    ...(wallColor === null ? {} : { wall: wallColor }),
    ...(/wooden|log|timber|panel/u.test(words)
      ? { wallKind: 'wood' as const, ...(wallColor === null ? { wall: [164, 122, 86] satisfies Rgb } : {}) }
      : {}),
    ...(/brick/u.test(words) ? { wallKind: 'brick' as const } : {}),
    ...(/\bsea\b|ocean|harbou?r|lighthouse|coast|beach/u.test(words) ? { outside: 'sea' as const } : {}),
    ...(/city|downtown|skyline|skyscraper|apartment/u.test(words) ? { outside: 'city' as const } : {}),
  };
}

function windowsOf(given: readonly WindowSpec[], words: string): readonly WindowSpec[] {
  if (/no windows|windowless/u.test(words)) return [];
  const first = given[0];
  if (/one (lit |small )?window|single window/u.test(words) && first !== undefined) return [first];
  return given;
}

function named(place: PlaceWords, look: RoomLook): readonly Thing[] {
  const { words } = place;
  const z = look.back;
  const things: Thing[] = [];
  const add = (pattern: RegExp, make: () => Thing): void => {
    if (pattern.test(words)) things.push(make());
  };
  add(/clock/u, () => clock(-0.2, look.height - 0.62, z, 0.34));
  add(/charts?|maps?(?![a-z])|paper charts/u, () => charts(-1.4, 1.65, z, 3, place.seed));
  add(/dials?|gauges?|instruments/u, () => dials(-1.4, 2.3, z, 3));
  add(/mirror/u, () => mirror(-0.6, 1.75, z, 3.2, 1));
  add(/fireplace|hearth/u, () => fireplace(-1.6, z));
  add(/kiln|oven|furnace/u, () => kiln({ x: -2.5, y: 0, z: 2.2 }));
  add(/plant(?![a-z])|fern|palm/u, () => plant({ x: 2.9, y: 0, z: 2.3 }));
  add(/piano/u, () => counter({ x: -2.4, y: 0, z: 2.4 }, 1.5, 1.15, [44, 40, 44], [60, 56, 60]));
  add(/blackboard|chalkboard/u, () => board(-0.4, 1.7, z, 2.6, 1.2, [52, 78, 68]));
  return things;
}
