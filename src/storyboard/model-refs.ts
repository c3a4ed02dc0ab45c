import { z } from 'zod';

import type { ModelLadders, ModelRef } from '../model/storyboard.ts';
import { choice, list, map } from './collection.ts';
import { leaf } from './leaf.ts';
import { quote } from './quote.ts';
import { described, mapped } from './rule.ts';
import type { Rule } from './rule.ts';

const REF = /^([a-z0-9][a-z0-9_-]{0,39})(?::([A-Za-z0-9][\w./@-]{0,199}))?(?:\?([^\s?]{1,2000}))?$/;
const EXPECTED = '`provider:model`, such as `fal:kling-v3-pro`; options go after a `?`';

/** `provider:model?key=value&key=value`. */
export function modelRef(): Rule<ModelRef> {
  return leaf({
    schema: z.string().regex(REF),
    expected: EXPECTED,
    read(word) {
      const match = REF.exec(word.text);
      if (match === null) {
        const isSpaced = /^[a-z0-9_-]+:\s+\S+$/i.test(word.text);
        return word.wrong({
          code: 'bad_model',
          message: `${quote(word.text)} is not a model`,
          fix: isSpaced ? `write \`${word.text.replaceAll(/\s+/g, '')}\`` : modelFix(word.text),
        });
      }
      const [, provider = '', model, query = ''] = match;
      const options = new Map<string, string>();
      for (const pair of query === '' ? [] : query.split('&')) {
        const equals = pair.indexOf('=');
        const key = equals === -1 ? pair : pair.slice(0, equals);
        if (!/^[a-z][a-z0-9_-]{0,39}$/.test(key) || options.has(key) || key in {}) {
          return word.wrong({
            code: 'bad_model_option',
            message: `${quote(pair)} is not an option of a model`,
            expected: '`key=value`, each key once, joined by `&`',
            part: [word.text.indexOf(pair, word.text.indexOf('?')), Math.max(1, pair.length)],
          });
        }
        options.set(key, equals === -1 ? 'true' : pair.slice(equals + 1));
      }
      return { text: word.text, provider, model: model ?? null, options: Object.fromEntries(options) };
    },
  });
}

/** One model, or a ladder of them that is tried in order. */
export function modelLadder(): Rule<readonly ModelRef[]> {
  return choice({
    scalar: mapped(modelRef(), (ref) => [ref]),
    list: list({ item: modelRef(), expected: EXPECTED, min: 1, max: 20 }),
    expected: `${EXPECTED}; or a list of them, tried in order`,
  });
}

export function modelLadders(): Rule<ModelLadders> {
  return map({
    what: '`models`',
    expected: 'a map such as `{video: fal:kling-v3-pro, image: fal:nano-banana}`',
    fields: {
      video: described(modelLadder(), 'Makes the takes. A list is tried in order.', ['auto', 'animatic']),
      image: described(modelLadder(), 'Makes keyframes and character sheets.'),
      voice: described(modelLadder(), 'Speaks the lines of `say`.'),
      music: described(modelLadder(), 'Makes the music and ambience.'),
      lipsync: described(
        modelLadder(),
        'Syncs lips where a shot has `lipsync: true`; or an avatar model, which speaks.',
      ),
      upscale: described(modelLadder(), 'Makes takes larger where a shot has `finish: [upscale 2]`.'),
      smooth: described(modelLadder(), 'Puts frames between frames where a shot has `finish: [smooth 48]`.'),
    },
    slips: {
      videos: 'video',
      images: 'image',
      keyframe: 'image',
      speech: 'voice',
      tts: 'voice',
      audio: 'music',
      lips: 'lipsync',
      avatar: 'lipsync',
      interpolate: 'smooth',
    },
  });
}

function modelFix(text: string): string | null {
  if (/^[a-z0-9_-]+\/\S+$/i.test(text)) return `write \`${text.replace('/', ':').toLowerCase()}\``;
  return /^[^:?]*[A-Z]/.test(text) ? 'providers are lower case' : null;
}
