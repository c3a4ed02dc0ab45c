import type { Audio, Captions, Label, MusicSpec } from '../model/storyboard.ts';
import { microsToFrames } from '../model/time.ts';
import { choice, list, map } from './collection.ts';
import { oneOf } from './leaf.ts';
import { length } from './lengths.ts';
import { flag, quantity } from './numbers.ts';
import { described, mapped, reportAt } from './rule.ts';
import type { Rule } from './rule.ts';
import { lineOfText, path, text } from './texts.ts';

const DEFAULT_FADE_MICROS = 2_000_000;

export function audio(): Rule<Audio> {
  return mapped(
    map({
      what: '`audio`',
      fields: {
        music: described(bed('music', { levelDb: -24, duckDb: 8 }), 'Music under the whole film.'),
        ambience: described(bed('ambience', { levelDb: -30, duckDb: 0 }), 'Background sound under the whole film.'),
        loudness: described(quantity('LUFS', -40, -5), 'Integrated loudness of the film.', ['-14LUFS', '-23LUFS']),
      },
      slips: { ambient: 'ambience', atmosphere: 'ambience', volume: 'loudness', score: 'music' },
    }),
    (value) => ({ music: value.music, ambience: value.ambience, loudnessLufs: value.loudness }),
  );
}

export function captions(): Rule<Captions> {
  return mapped(
    map({
      what: '`captions`',
      expected: 'a map such as `{file: [srt, vtt], burn: false}`',
      fields: {
        file: described(
          list({
            item: oneOf(['srt', 'vtt']),
            expected: 'a list of `srt` and `vtt`',
            max: 2,
            fixOne: (written) => `write \`[${written.slice(0, 20)}]\``,
          }),
          'Caption files written beside the film.',
        ),
        burn: described(flag(), 'Draw the captions into the picture.'),
      },
      slips: { files: 'file', format: 'file', formats: 'file', burned: 'burn', burn_in: 'burn' },
    }),
    (value) => ({ file: [...new Set(value.file ?? [])], burn: value.burn ?? false }),
  );
}

export function label(): Rule<Label> {
  const words = lineOfText(200);
  return choice({
    scalar: mapped(words, (value) => ({ text: value, firstFrames: null })),
    map: mapped(
      map({
        what: '`label`',
        expected: 'a text, or a map such as `{text: AI-generated, first: 3s}`',
        fields: {
          text: described(words, 'What the label says.', ['AI-generated']),
          first: described(length(), 'How long it is shown from the start; the whole film when absent.', ['3s']),
        },
        required: { text: 'say what the label reads: `text: AI-generated`' },
      }),
      (value) => (value.text === null ? null : { text: value.text, firstFrames: value.first }),
    ),
    expected: 'a text, or a map such as `{text: AI-generated, first: 3s}`',
  });
}

function bed(name: string, defaults: { readonly levelDb: number; readonly duckDb: number }): Rule<MusicSpec> {
  return mapped(
    map({
      what: `\`${name}\``,
      expected: 'a map such as `{prompt: slow solo cello, level: -24dB}` or `{file: score.flac}`',
      fields: {
        prompt: described(text(2000), 'What is composed.'),
        file: described(path(), 'An audio file beside the storyboard.'),
        level: described(quantity('dB', -60, 12), `Level. Default: ${defaults.levelDb}dB.`),
        duck: described(quantity('dB', 0, 60), `How much lower it is under speech. Default: ${defaults.duckDb}dB.`),
        fade: described(length({ allowZero: true }), 'Fade at both ends. Default: 2s.'),
      },
      slips: { volume: 'level', gain: 'level', path: 'file', description: 'prompt', style: 'prompt', ducking: 'duck' },
    }),
    (value, cursor, reading) => {
      const isBoth = value.prompt !== null && value.file !== null;
      if (isBoth) {
        reportAt(cursor, reading, {
          code: 'two_sources',
          message: `\`${name}\` has both \`prompt\` and \`file\``,
          expected: 'one of them',
          fix: 'remove the one that is not meant',
        });
      }
      const hasKey =
        cursor.node.kind === 'map' && (cursor.node.entries.has('prompt') || cursor.node.entries.has('file'));
      if (!hasKey) {
        reportAt(cursor, reading, {
          code: 'missing_key',
          message: `\`${name}\` says neither \`prompt\` nor \`file\``,
          expected: '`prompt: …` for what is composed, or `file: …`',
        });
      }
      const { prompt, file } = value;
      const source =
        file !== null
          ? ({ kind: 'file', file } as const)
          : prompt !== null
            ? ({ kind: 'prompt', prompt } as const)
            : null;
      if (source === null) return null;
      return {
        source,
        levelDb: value.level ?? defaults.levelDb,
        duckDb: value.duck ?? defaults.duckDb,
        fadeFrames: value.fade ?? microsToFrames(DEFAULT_FADE_MICROS, reading.fps),
      };
    },
  );
}
