import type { BedMode, ModelFacts, VideoMode } from '../../src/model/model-facts.ts';

/** What of a storyboard reaches a model, and how it is told there. */
export type ModeRow = {
  /** As the storyboard says it. */
  readonly key: string;
  readonly can: (facts: ModelFacts) => boolean;
  /** The film, with `MODEL` where the model is named. */
  readonly film: string;
  /** The task that is sent. */
  readonly task: string;
  /** Files that must be in what is sent. */
  readonly files: readonly SentFile[];
  /** Words or numbers that must stand in it; of several only one must. */
  readonly says?: readonly string[];
};
export type SentFile = 'start' | 'end' | 'base' | 'video' | 'audio' | 'reference';

const video =
  (...modes: readonly VideoMode[]) =>
  ({ medium, modes: known }: ModelFacts): boolean =>
    medium === 'video' && modes.every((mode) => known.includes(mode));
const medium =
  (wanted: ModelFacts['medium']) =>
  (facts: ModelFacts): boolean =>
    facts.medium === wanted;

const plays =
  (bed: BedMode) =>
  ({ medium: own, modes }: ModelFacts): boolean =>
    own === 'music' && (modes.length === 0 || modes.includes(bed));

const CAST = 'characters: {mara: {look: a woman in yellow, refs: {front: mara.png}, voice: low}}';
const film = (models: string, ...shots: readonly string[]): string =>
  `longtake: 1
size: 1280x720
seed: 4711
models: {${models}}
${CAST}
audio: {ambience: {prompt: wind}}
scenes:
  - id: s
    shots:
${shots.map((shot) => `      - {${shot}}`).join('\n')}
`;

/** The rows of the format that say where a picture or a sound comes from. Lengths are such that every model can make one. */
export const MODE_ROWS: readonly ModeRow[] = [
  {
    key: '`start: text`',
    can: video('text'),
    film: film('video: MODEL', 'id: a, start: text, duration: 4s, action: A gull lands.'),
    task: 'take:a',
    files: [],
    says: ['A gull lands'],
  },
  {
    key: '`start: keyframe`, `match`, `continue`, `image PATH`',
    can: video('image'),
    film: film('video: MODEL', 'id: a, start: image start.png, duration: 4s, action: A gull lands.'),
    task: 'take:a',
    files: ['start'],
  },
  {
    key: '`end: next`, `match`, `image PATH`; `out: bridge`',
    can: video('image', 'first_last'),
    film: film(
      'video: MODEL',
      'id: a, start: image start.png, end: image end.png, duration: 4s, action: A gull lands.',
    ),
    task: 'take:a',
    files: ['start', 'end'],
  },
  {
    key: '`start: extend`',
    can: video('extend'),
    film: film(
      'video: MODEL',
      'id: z, clip: clip.mp4, duration: 4s',
      'id: a, start: extend, duration: 4s, action: It flies on.',
    ),
    task: 'take:a',
    files: ['video'],
  },
  {
    key: 'references of the cast in a shot from words',
    can: video('references'),
    film: film('video: MODEL', 'id: a, start: text, with: [mara], duration: 4s, action: Mara waits.'),
    task: 'take:a',
    files: ['reference'],
  },
  {
    key: '`clip` with `restyle`',
    can: video('restyle'),
    film: film('video: MODEL', 'id: a, clip: clip.mp4, restyle: as a woodcut, duration: 4s'),
    task: 'take:a',
    files: ['video'],
  },
  {
    key: '`perform`',
    can: video('perform'),
    film: film('video: MODEL', 'id: a, start: image start.png, perform: clip.mp4, duration: 4s, action: She bows.'),
    task: 'take:a',
    files: ['start', 'video'],
  },
  {
    key: '`lipsync`, over the take',
    can: video('lipsync'),
    film: film(
      'video: "runway:gen4.5", lipsync: MODEL',
      'id: a, start: text, duration: 4s, action: She speaks., say: "mara: Late.", lipsync: true',
    ),
    task: 'finish:a.lipsync',
    files: ['video', 'audio'],
  },
  {
    key: '`lipsync`, by an avatar',
    can: video('avatar'),
    film: film(
      'video: "runway:gen4.5", lipsync: MODEL',
      'id: a, start: image start.png, duration: 4s, action: She speaks., say: "mara: Late.", lipsync: true',
    ),
    task: 'take:a',
    files: ['start', 'audio'],
  },
  {
    key: '`motion`, as paths',
    can: video('motion'),
    film: film(
      'video: MODEL',
      'id: a, start: image start.png, duration: 4s, action: A leaf falls., motion: [{region: [0.45, 0.2, 0.1, 0.1], path: [[0.75, 1]]}]',
    ),
    task: 'take:a',
    files: ['start'],
    says: ['640,"y":180', '960,"y":720'],
  },
  {
    key: '`camera`, in a field of its own',
    can: ({ camera }) => camera.includes('static'),
    film: film('video: MODEL', 'id: a, start: text, duration: 4s, camera: static, action: A gull lands.'),
    task: 'take:a',
    files: [],
    says: ['"camera_lora":"static"', '"camera_fixed":true'],
  },
  {
    key: '`native_audio: keep` or `mix`',
    can: (facts) => video('text')(facts) && facts.audio,
    film: film('video: MODEL', 'id: a, start: text, duration: 4s, native_audio: mix, action: Waves.'),
    task: 'take:a',
    files: [],
    says: ['"generate_audio":true', '"audio":true'],
  },
  {
    key: '`seed`, of a video',
    can: (facts) => video('text')(facts) && facts.seed,
    film: film('video: MODEL', 'id: a, start: text, duration: 4s, seed: 4242, action: Waves.'),
    task: 'take:a',
    files: [],
    says: ['"seed":4242'],
  },
  {
    key: '`finish: [upscale 2]`',
    can: video('upscale'),
    film: film(
      'video: "runway:gen4.5", upscale: MODEL',
      'id: a, start: text, duration: 4s, action: Waves., finish: [upscale 2]',
    ),
    task: 'finish:a.upscale',
    files: ['video'],
    says: ['"upscale_factor":2'],
  },
  {
    key: '`finish: [smooth 48]`',
    can: video('smooth'),
    film: film(
      'video: "runway:gen4.5", smooth: MODEL',
      'id: a, start: text, duration: 4s, action: Waves., finish: [smooth 48]',
    ),
    task: 'finish:a.smooth',
    files: ['video'],
    says: ['"fps":48', '"targetFramerate":"48"'],
  },
  {
    key: 'keyframes, with the references of the cast',
    can: medium('image'),
    film: film('video: "runway:gen4.5", image: MODEL', 'id: a, with: [mara], duration: 4s, action: Mara waits.'),
    task: 'keyframe:a',
    files: ['reference'],
  },
  {
    key: 'edits of a keyframe, for `start: match`',
    can: medium('image'),
    film: film(
      'video: "runway:gen4.5", image: MODEL',
      'id: z, with: [mara], duration: 4s, action: Mara waits.',
      'id: a, start: match z, with: [mara], duration: 4s, action: Mara turns.',
    ),
    task: 'keyframe:a',
    files: ['base', 'reference'],
  },
  {
    key: '`say`',
    can: medium('voice'),
    film: film('voice: MODEL', 'id: a, start: text, duration: 4s, action: Waves., say: "mara: It is late."'),
    task: 'voice:a.1',
    files: [],
    says: ['It is late.'],
  },
  {
    key: '`audio: music`',
    can: plays('music'),
    film: film('music: MODEL', 'id: a, start: text, duration: 4s, action: Waves.').replace('ambience', 'music'),
    task: 'music:music',
    files: [],
    says: ['wind'],
  },
  {
    key: '`audio: ambience`',
    can: plays('ambience'),
    film: film('music: MODEL', 'id: a, start: text, duration: 4s, action: Waves.'),
    task: 'music:ambience',
    files: [],
    says: ['wind'],
  },
];
