import type { Shot } from '../../src/model/storyboard.ts';
import { parseStoryboard } from '../../src/storyboard/parse.ts';
import type { ParsedStoryboard } from '../../src/storyboard/parse.ts';

/** A small film whose only shot has these further lines; they begin on line 14, column 9. */
export function withShot(lines: string): string {
  return `longtake: 1
characters:
  mara: {look: woman, wardrobe: {default: coat, home: sweater}}
  tom: {look: boy, name: Little Tom}
props: {key: {look: brass key}}
places: {room: {look: round room}, hall: {look: hall}}
scenes:
  - id: s1
    place: room
    with: [mara, tom]
    shots:
      - id: a
        note: fine
${lines.replaceAll(/^/gm, '        ')}
`;
}

/** A small film with these further lines at the top, from line 2 on. */
export function withTop(lines: string): string {
  return `longtake: 1
${lines}
scenes: [{id: s1, shots: [{id: a, action: x}]}]
`;
}

/** A small film with these shots, in flow or block style below \`shots:\`. */
export function withShots(...shots: readonly string[]): string {
  return `longtake: 1
characters: {mara: {look: woman}}
places: {room: {look: round room}, hall: {look: hall}}
setups: {close: {frame: close-up, place: room}}
scenes:
  - id: s1
    place: room
    shots:
${shots.map((shot) => `      - ${shot}\n`).join('')}`;
}

export function read(text: string | Uint8Array): ParsedStoryboard {
  return parseStoryboard({ file: 'film.yaml', name: 'film', text });
}

/** Every problem as \`line:column severity code\`. */
export function listProblems(text: string | Uint8Array): string[] {
  return read(text).problems.map(
    (problem) => `${problem.line}:${problem.column} ${problem.severity === 'warning' ? 'warning ' : ''}${problem.code}`,
  );
}

/** The first shot of a text that must be without problems. */
export function firstShot(text: string): Shot {
  const { storyboard, problems } = read(text);
  const [shot] = storyboard?.scenes[0]?.shots ?? [];
  if (problems.length > 0 || shot === undefined) throw new Error(`not a sound film: ${problems[0]?.message}`);
  return shot;
}
