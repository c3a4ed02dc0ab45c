import type { Picture } from '../model/generation.ts';
import type { CastId, ShotId } from '../model/ids.ts';
import type {
  Character,
  DurationSpec,
  Fit,
  Join,
  NativeAudio,
  Place,
  Prop,
  Scene,
  Setup,
  Shot,
  Storyboard,
  Trim,
} from '../model/storyboard.ts';
import { microsToFrames } from '../model/time.ts';
import type { CameraMove } from '../model/camera.ts';
import type { Cast } from './cast.ts';
import { createMemo, type Memo } from './memo.ts';
import { lengthToText } from './words.ts';

/** A shot with everything in force: its own word, else its set-up's, its scene's, `defaults:`, the built-in. */
export type ResolvedShot = {
  readonly shot: Shot;
  readonly scene: Scene;
  /** Play order, from 0. */
  readonly index: number;
  readonly kind: 'scene' | 'card' | 'clip' | 'still';
  readonly setup: Setup | null;
  readonly place: Place | null;
  readonly time: string | null;
  readonly light: string | null;
  readonly style: string | null;
  readonly figures: readonly ResolvedFigure[];
  readonly props: readonly Prop[];
  readonly framing: Picture['framing'];
  readonly camera: CameraMove;
  readonly duration: DurationSpec;
  readonly takes: number;
  readonly out: Join;
  readonly trim: Trim;
  readonly fit: Fit;
  readonly nativeAudio: NativeAudio;
  readonly defaults: readonly string[];
};
export type ResolvedFigure = { readonly character: Character; readonly wardrobe: string | null };

export const BUILT_IN = {
  durationMicros: 5_000_000,
  takes: 1,
  anchorEvery: 3,
  framing: { size: 'medium', angle: 'eye', lensMm: null },
  camera: { move: 'static', speed: 'medium' },
  out: { kind: 'cut' },
  trim: { headFrames: 0, tailFrames: 0 },
} as const;

/** All shots in play order. `takes` overrides what the storyboard says. */
export function resolveShots(storyboard: Storyboard, cast: Cast, takes: number | null): readonly ResolvedShot[] {
  const resolved: ResolvedShot[] = [];
  const lines = createMemo<string>();
  const ids = new Set<ShotId>();
  for (const scene of storyboard.scenes) {
    for (const shot of scene.shots) {
      // Two shots of one name are the reader's to report; a plan of both would have each task twice.
      if (ids.has(shot.id)) continue;
      ids.add(shot.id);
      resolved.push(resolveShot({ storyboard, cast, takes, lines, scene, shot, index: resolved.length }));
    }
  }
  return resolved;
}

type ShotContext = {
  readonly storyboard: Storyboard;
  readonly cast: Cast;
  readonly takes: number | null;
  /** Defaults that were told before: shots take the same few, and each is kept once. */
  readonly lines: Memo<string>;
  readonly scene: Scene;
  readonly shot: Shot;
  readonly index: number;
};

function resolveShot(context: ShotContext): ResolvedShot {
  const { storyboard, cast, scene, shot } = context;
  const { defaults } = storyboard;
  const taken: string[] = [];
  const setup = shot.setup === null ? null : (cast.setups.get(shot.setup) ?? null);
  const kind = kindOf(shot);
  const isDrawn = kind === 'scene' || kind === 'still';

  /** The first that was written; what was not written in the shot is noted. */
  const inherit = <T>(
    key: string,
    own: T | null,
    others: readonly (readonly [source: string, value: T | null | undefined])[],
    toText: (value: T) => string,
  ): T | null => {
    if (own !== null) return own;
    for (const [source, value] of others) {
      if (value === null || value === undefined) continue;
      taken.push(`${key}: ${toText(value)}${source === '' ? '' : ` (${source})`}`);
      return value;
    }
    return null;
  };
  const fromSetup = setup === null ? '' : `set-up ${setup.id}`;
  const fromScene = `scene ${scene.id}`;

  const placeId = isDrawn
    ? inherit<CastId>(
        'place',
        shot.place,
        [
          [fromSetup, setup?.place],
          [fromScene, scene.place],
        ],
        String,
      )
    : shot.place;
  const withIds = isDrawn
    ? inherit<readonly CastId[]>(
        'with',
        shot.with,
        [
          [fromSetup, setup?.with],
          [fromScene, scene.with],
        ],
        (ids) => ids.join(', ') || 'nobody',
      )
    : [];
  const time = isDrawn ? inherit<string>('time', shot.time, [[fromScene, scene.time]], String) : null;
  const light = isDrawn
    ? inherit<string>(
        'light',
        shot.light,
        [
          [fromSetup, setup?.light],
          [fromScene, scene.light],
        ],
        String,
      )
    : null;

  const duration = durationOf(shot, storyboard);
  if (shot.duration === null) {
    const auto = shot.clip === null ? 'auto' : 'the clip’s own';
    taken.push(`duration: ${duration.kind === 'auto' ? auto : lengthToText(duration.frames, storyboard.fps)}`);
  }
  const ownTakes = shot.takes ?? defaults.takes ?? BUILT_IN.takes;
  if (shot.takes === null && isDrawn) taken.push(`takes: ${ownTakes}`);
  const out: Join = shot.out ?? defaults.out ?? BUILT_IN.out;
  if (shot.out === null) taken.push(`out: ${out.kind}`);

  return {
    shot,
    scene,
    index: context.index,
    kind,
    setup,
    place: placeId === null ? null : (cast.places.get(placeId) ?? null),
    time,
    light,
    style: scene.style ?? storyboard.style,
    figures: (withIds ?? []).flatMap((id) => {
      const character = cast.characters.get(id);
      return character === undefined ? [] : [{ character, wardrobe: wardrobeOf(character, scene, shot) }];
    }),
    props: (withIds ?? []).flatMap((id) => cast.props.get(id) ?? []),
    framing: isDrawn ? framingOf(context, setup, taken) : BUILT_IN.framing,
    camera: isDrawn ? cameraOf(context, setup, taken) : BUILT_IN.camera,
    duration,
    takes: isDrawn ? (context.takes ?? ownTakes) : 1,
    out,
    trim: shot.trim ?? defaults.trim ?? BUILT_IN.trim,
    fit: inherit<Fit>('fit', shot.fit, [['', storyboard.fit]], String) ?? 'crop',
    nativeAudio:
      inherit<NativeAudio>('native_audio', shot.nativeAudio, [['', defaults.nativeAudio ?? 'mix']], String) ?? 'mix',
    defaults: taken.map((line) => context.lines(line, () => line)),
  };
}

/** What is written, here or under `defaults`; else footage is as long as it is, and everything else 5 s. */
export function durationOf(shot: Shot, { defaults, fps }: Storyboard): DurationSpec {
  const written = shot.duration ?? defaults.duration;
  if (written !== null) return written;
  if (shot.clip !== null) return { kind: 'auto' };
  return { kind: 'frames', frames: microsToFrames(BUILT_IN.durationMicros, fps) };
}

function kindOf(shot: Shot): ResolvedShot['kind'] {
  if (shot.card !== null) return 'card';
  if (shot.clip !== null) return 'clip';
  return shot.still ? 'still' : 'scene';
}

function wardrobeOf(character: Character, scene: Scene, shot: Shot): string | null {
  const key = shot.wardrobe[character.id] ?? scene.wardrobe[character.id] ?? 'default';
  return character.wardrobe[key] ?? character.wardrobe['default'] ?? null;
}

/** Size, angle and lens are inherited one by one: `frame: low` in a shot keeps its set-up's size. */
function framingOf({ shot, storyboard }: ShotContext, setup: Setup | null, taken: string[]): Picture['framing'] {
  const layers = [shot.frame, setup?.frame ?? null, storyboard.defaults.frame];
  const size = layers.find((layer) => layer !== null && layer.size !== null)?.size ?? BUILT_IN.framing.size;
  const angle = layers.find((layer) => layer !== null && layer.angle !== null)?.angle ?? BUILT_IN.framing.angle;
  const lensMm = layers.find((layer) => layer !== null && layer.lensMm !== null)?.lensMm ?? BUILT_IN.framing.lensMm;
  const missing = [
    ...(shot.frame?.size === undefined || shot.frame.size === null ? [size] : []),
    ...(shot.frame?.angle === undefined || shot.frame.angle === null ? [angle] : []),
  ];
  if (missing.length > 0)
    taken.push(
      `frame: ${missing.join(' ')}${setup?.frame === undefined || setup.frame === null ? '' : ` (set-up ${setup.id})`}`,
    );
  return { size, angle, lensMm };
}

function cameraOf({ shot, storyboard }: ShotContext, setup: Setup | null, taken: string[]): CameraMove {
  if (shot.camera !== null) return shot.camera;
  const camera = setup?.camera ?? storyboard.defaults.camera ?? BUILT_IN.camera;
  taken.push(`camera: ${camera.move} ${camera.speed}`);
  return camera;
}
