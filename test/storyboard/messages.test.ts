import { describe, expect, test } from 'vitest';

import { problemToText } from '../../src/storyboard/render-problem.ts';
import { listProblems, read, withShot, withShots, withTop } from './film-text.ts';

/** What is written, where the only problem is told, its code, and words of what is told. */
type Row = readonly [written: string, place: string, code: string, words: string];

const SHOT_ROWS: readonly Row[] = [
  ['frame: wide eye 28m', '14:25', 'unknown_frame_word', 'did you mean `28mm`'],
  ['frame: medum', '14:16', 'unknown_frame_word', 'did you mean `medium`'],
  ['frame: wide medium', '14:21', 'repeated_frame_word', 'two words for one thing'],
  ['frame: CU', '14:16', 'unknown_frame_word', 'did you mean `close-up`'],
  ['frame: wide 9999mm', '14:21', 'out_of_range', 'no lens has'],
  ['camera: push in slow', '14:17', 'unknown_camera_word', 'did you mean `dolly_in slow`'],
  ['camera: dolly-in', '14:17', 'unknown_camera_word', 'did you mean `dolly_in`'],
  ['camera: dolly_in quick', '14:26', 'unknown_camera_word', 'does not know `quick`'],
  ['duration: 1:30', '14:19', 'clock_length', 'write `90s`'],
  ['duration: 0', '14:19', 'zero_length', 'at least one frame'],
  ['duration: 0.001s', '14:19', 'zero_length', 'shorter than half a frame'],
  ['duration: -2s', '14:19', 'negative_length', 'never negative'],
  ['duration: 5 seconds', '14:19', 'not_a_length', 'write `5s`'],
  ['duration: 2min', '14:19', 'not_a_length', 'write `120s`'],
  ['duration: 1,5s', '14:19', 'not_a_length', 'use a point'],
  ['duration: 2.5f', '14:19', 'not_a_length', 'frames are whole'],
  ['duration: 999999999999s', '14:19', 'length_too_long', 'at most 24 hours'],
  ['duration: .inf', '14:19', 'not_a_length', 'such as `5s`'],
  ['out: disolve 1s', '14:14', 'unknown_join', 'did you mean `dissolve`'],
  ['out: crossfade 1s', '14:14', 'unknown_join', 'did you mean `dissolve`'],
  ['out: wipe 1s', '14:14', 'bad_join', 'write `wipe left 1s`'],
  ['out: fade blue 1s', '14:14', 'bad_join', 'black or white'],
  ['out: bridge 4s', '14:14', 'bad_join', 'words for what happens'],
  ['out: dissolve 1:00', '14:14', 'clock_length', 'write `60s`'],
  ['out: dissolve 1s slow', '14:26', 'bad_join', '`slow` too much'],
  ['out: {dissolve: 1s}', '14:15', 'unknown_join', 'write it on one line: `out: dissolve 1s`'],
  ['in: dissolve 1s', '14:13', 'unknown_join', 'under `out` of the shot before'],
  ['say: mara: hello', '14:14', 'colon_in_value', "write `say: 'mara: hello'`"],
  ['say: |\n  Mara: hello', '15:11', 'name_as_speaker', 'write `mara:`'],
  ['say: |\n  Little Tom: hello', '15:11', 'name_as_speaker', 'write `tom:`'],
  ['say: |\n  mara: one\n\n  bob: two', '17:11', 'unknown_speaker', 'no character `bob`'],
  ['say: |\n  hello there', '15:11', 'line_without_speaker', 'does not say who speaks'],
  ['say: |\n  mara:hello', '15:11', 'line_without_speaker', 'a space after the colon'],
  ['say: |\n  mara (off):', '15:11', 'line_without_words', 'no words'],
  ['say: |\n  mara (off, over): x', '15:11', 'bad_notes', 'not both'],
  ['say:\n  mara: hello', '15:11', 'wrong_kind', 'write `say: |`'],
  ['with: mara', '14:15', 'wrong_kind', 'write `[mara]`'],
  ['with: [Mara]', '14:16', 'capital_id', 'write `mara`'],
  ['with: [maar]', '14:16', 'unknown_reference', 'did you mean `mara`'],
  ['with: [room]', '14:16', 'unknown_reference', '`room` is a place'],
  ['with: [mara, 7up!]', '14:22', 'bad_id', 'write `7up`'],
  ['place: rom', '14:16', 'unknown_reference', 'did you mean `room`'],
  ['wardrobe: {mara: hoem}', '14:26', 'unknown_reference', 'did you mean `home`'],
  ['wardrobe: {bob: home}', '14:20', 'unknown_reference', 'no character `bob`'],
  ['setup: close', '14:16', 'unknown_reference', 'there are none yet'],
  ['start: continue', '14:16', 'nothing_before', 'the first shot'],
  ['start: match', '14:16', 'nothing_to_match', 'match SHOT'],
  ['start: match a', '14:16', 'points_forward', 'match itself'],
  ['start: match zz', '14:16', 'unknown_reference', 'no shot `zz`'],
  ['start: refs/a.png', '14:16', 'unknown_word', 'write `image refs/a.png`'],
  ['start: continue a', '14:25', 'unknown_word', 'nothing comes after'],
  ['start: image', '14:16', 'missing_path', 'needs a path'],
  ['end: next', '14:14', 'nothing_after', 'the last shot'],
  ['end: match', '14:14', 'bad_end', 'write `match SHOT`'],
  ['was: a', '14:14', 'was_in_use', 'own id'],
  ['takes: 0', '14:16', 'out_of_range', 'from 1 to 32'],
  ['takes: two', '14:16', 'not_a_number', 'a whole number'],
  ['seed: 1e3', '14:15', 'not_a_number', 'a whole number'],
  ['trim: 6f', '14:15', 'wrong_kind', '{head: 6f, tail: 6f}'],
  ['trim: {start: 6f}', '14:16', 'unknown_key', 'did you mean `head`'],
  ['model: fal/kling', '14:16', 'bad_model', 'write `fal:kling`'],
  ['model: "animatic?fail=a&fail=b"', '14:33', 'bad_model_option', 'each key once'],
  ['finish: upscale 2', '14:17', 'wrong_kind', 'write `[upscale 2]`'],
  ['finish: [upscale 20]', '14:18', 'bad_finish', '2 to 8 times'],
  ['lipsync: yes', '14:18', 'not_a_flag', 'write `true`'],
  ['still: "true"', '14:16', 'not_a_flag', 'without quotes'],
  ['restyle: ink', '14:9', 'missing_key', 'needs a `clip`'],
  ['card: The End\nstart: text', '15:9', 'two_sources', 'takes no `start`'],
  ['motion: [{region: [0.5, 0, 0.9, 1], path: [[0, 0]]}]', '14:27', 'region_outside', 'leaves the frame'],
  ['raw: {fal: 3}', '14:20', 'wrong_kind', 'own fields'],
  ['raw: {fal: {n: 12345678901234567890}}', '14:24', 'number_too_big', 'in quotes'],
  ['raw: {fal: {__proto__: {a: 1}}}', '14:21', 'refused_key', 'special to JavaScript'],
  ['native_audio: loud', '14:23', 'unknown_word', '`keep`, `mix` or `mute`'],
  ['actoin: x', '14:9', 'unknown_key', 'did you mean `action`'],
  ['dialogue: x', '14:9', 'unknown_key', 'did you mean `say`'],
  ['style: x', '14:9', 'unknown_key', 'goes into the scene or the film'],
  ['__proto__: x', '14:9', 'unknown_key', 'not a key of a shot'],
  ['sound:', '14:9', 'missing_value', 'no value'],
  ['sound: ~', '14:9', 'missing_value', 'no value'],
  ['sound: [a]', '14:16', 'wrong_kind', 'a list'],
  ['light: coat #9', '14:16', 'comment_in_value', 'a comment to YAML'],
  ['prompt: a: b: c', '14:17', 'colon_in_value', 'check --fix'],
  ['prompt: "x', '14:17', 'unclosed_quote', 'not closed'],
  ["prompt: 'it's'", '14:21', 'unexpected_text', 'one pair of quotes'],
  ['prompt: @x', '14:17', 'bad_value_start', 'cannot start with `@`'],
  ['prompt: "\\q"', '14:18', 'bad_escape', 'double the backslash'],
  ['prompt: "a\\0b"', '14:17', 'control_character', 'U+0000'],
  ['prompt: "\\ud800"', '14:17', 'control_character', 'half a character'],
  ['prompt: !env HOME', '14:17', 'tag_refused', 'tags such as `!env`'],
  ['prompt: *x', '14:17', 'unknown_anchor', 'no anchor `&x`'],
  ['\tprompt: x', '14:9', 'tab_indent', 'spaces only'],
  ['prompt: x\nprompt: y', '15:9', 'duplicate_key', 'written twice'],
  ['motion: [1, 2', '14:17', 'unclosed_bracket', 'this `[` is not closed'],
];

const TOP_ROWS: readonly Row[] = [
  ['size: 1280', '2:7', 'bad_size', 'width and height'],
  ['size: 720p', '2:7', 'bad_size', 'write `1280x720`'],
  ['size: 1280 x 720', '2:7', 'bad_size', 'write `1280x720`'],
  ['size: 1279x720', '2:7', 'odd_size', 'write `1280x720`'],
  ['size: 8x8', '2:7', 'bad_size', 'from 16 to 8192'],
  ['fps: 23.976', '2:6', 'inexact_rate', 'write `24000/1001`'],
  ['fps: 29.97', '2:6', 'inexact_rate', 'write `30000/1001`'],
  ['fps: 59.94', '2:6', 'inexact_rate', 'write `60000/1001`'],
  ['fps: 0', '2:6', 'bad_rate', 'from 1 to 120'],
  ['fps: 24fps', '2:6', 'bad_rate', 'write `24`'],
  ['budget: 12', '2:9', 'bad_budget', 'write `12 USD`'],
  ['budget: 12 EUR', '2:9', 'bad_budget', 'US dollars'],
  ['characters: {Mara: {look: x}}', '2:14', 'capital_id', 'write `mara`'],
  ['characters: {con: {look: x}}', '2:14', 'refused_id', 'special to JavaScript or to file systems'],
  ['characters: {constructor: {look: x}}', '2:14', 'refused_id', 'special'],
  ['characters: {__proto__: {look: x}}', '2:14', 'refused_id', 'special'],
  ['characters: {narrator: {look: x}}', '2:14', 'duplicate_id', 'narrator'],
  ['characters: {mara: a woman}', '2:20', 'wrong_kind', "write `{look: 'a woman'}`"],
  ['characters: {mara: {look: a man, tall, wet}}', '2:34', 'swallowed_comma', 'write `look: "a man, tall, wet"`'],
  ['characters: {mara: {color: #d9a21b}}', '2:28', 'unquoted_colour', '`"#d9a21b"`'],
  ['characters:\n  mara:\n    color: #d9a21b', '4:12', 'unquoted_colour', '`"#d9a21b"`'],
  ['characters: {mara: {color: red}}', '2:28', 'bad_colour', '#rrggbb'],
  ['characters: {a: {look: x}}\nplaces: {a: {look: y}}', '3:10', 'duplicate_id', 'already a character'],
  ['audio: {music: {prompt: a, file: b}}', '2:16', 'two_sources', 'both `prompt` and `file`'],
  ['audio: {music: {level: -20dB}}', '2:16', 'missing_key', 'neither'],
  ['audio: {loudness: loud}', '2:19', 'not_a_number', 'LUFS'],
  ['captions: {file: srt}', '2:18', 'wrong_kind', 'write `[srt]`'],
  ['captions: {burn: no}', '2:18', 'not_a_flag', 'write `false`'],
  ['label: {first: 3s}', '2:8', 'missing_key', 'needs `text`'],
  ['shots: []', '2:1', 'unknown_key', '`shots` goes into a scene'],
  ['titel: x', '2:1', 'unknown_key', 'did you mean `title`'],
  ['title: ""', '2:8', 'missing_value', 'empty'],
  ['include: cast.yaml', '2:10', 'wrong_kind', 'write `[cast.yaml]`'],
  ['models: {video: []}', '2:17', 'too_few', 'at least 1'],
  ['x-a: &a [*a]', '2:10', 'alias_cycle', 'inside the very value'],
  ['<<: [a]', '2:1', 'bad_merge', 'keys of a map'],
  ['? [a]\n: b', '2:3', 'bad_key', 'a key must be a word'],
  ['title: x\n---\nb: 2', '3:1', 'several_documents', 'second YAML document'],
];

const WHOLE_ROWS: readonly Row[] = [
  ['', '1:1', 'empty_storyboard', 'longtake new'],
  ['just text', '1:1', 'wrong_kind', 'begins with `longtake: 1`'],
  ['longtake: 1', '1:1', 'missing_key', 'needs `scenes`'],
  ['scenes: [{id: s, shots: [{id: a, action: x}]}]', '1:1', 'missing_key', '`longtake: 1` as the first line'],
  ['longtake: 2\nscenes: [{id: s, shots: [{id: a, action: x}]}]', '1:11', 'newer_format', 'install a newer longtake'],
  ['longtake: 1\nscenes: [{shots: [{id: a, action: x}]}]', '2:10', 'missing_key', 'such as `id: s1`'],
  ['longtake: 1\nscenes: [{id: s, shots: [{action: x}]}]', '2:26', 'missing_key', 'such as `id: s1a`'],
  ['longtake: 1\nscenes:\n  - id: s\n    shots:\n      - id: a\n       action: x', '6:1', 'bad_indent', 'line it up'],
];

describe('every mistake is told once, at its place, in words', () => {
  const rows = [
    ...SHOT_ROWS.map((row) => ({ row, text: withShot(row[0]) })),
    ...TOP_ROWS.map((row) => ({ row, text: withTop(row[0]) })),
    ...WHOLE_ROWS.map((row) => ({ row, text: row[0] })),
  ];

  test.each(rows.map(({ row, text }) => [row[0], row, text] as const))('%j', (_written, row, text) => {
    const { problems } = read(text);
    expect(problems.map((problem) => `${problem.line}:${problem.column} ${problem.code}`)).toEqual([
      `${row[1]} ${row[2]}`,
    ]);
    expect(problemToText(problems[0]!, { color: false }).replaceAll(/\s+/g, ' ')).toContain(row[3]);
  });

  test('no message is a library’s own', () => {
    const words = rows.flatMap(({ text }) =>
      read(text).problems.map((problem) => `${problem.message} ${problem.expected}`),
    );
    expect(words.filter((text) => /invalid input|expected string|received|implicit key|undefined/i.test(text))).toEqual(
      [],
    );
  });
});

describe('mistakes between shots', () => {
  test('a start that points forwards', () => {
    expect(listProblems(withShots('{id: a, action: x, start: match b}', '{id: b, action: x}'))).toEqual([
      '9:35 points_forward',
    ]);
  });

  test('an end on the next keyframe before a shot that continues', () => {
    const text = withShots('{id: a, action: x, end: next}', '{id: b, action: x, start: continue}');
    expect(listProblems(text)).toEqual(['9:33 end_before_continue']);
  });

  test('continuing across a change of place is a warning', () => {
    const text = withShots('{id: a, action: x}', '{id: b, action: x, place: hall, start: continue}');
    expect(listProblems(text)).toEqual(['10:48 warning place_changes']);
  });

  test('a set-up’s place counts as the shot’s', () => {
    const text = withShots('{id: a, action: x, place: hall}', '{id: b, action: x, setup: close, start: continue}');
    expect(listProblems(text)).toEqual(['10:49 warning place_changes']);
  });

  test('matching a set-up before any shot used it', () => {
    const text = withShots(
      '{id: a, action: x, setup: close, start: match}',
      '{id: b, action: x, setup: close, start: match}',
    );
    expect(listProblems(text)).toEqual(['9:49 nothing_to_match']);
  });

  test('two shots with one id, and an old id that is still in use', () => {
    const text = withShots('{id: a, action: x}', '{id: a, action: y}', '{id: c, was: a, action: z}');
    expect(listProblems(text)).toEqual(['10:14 duplicate_id', '11:22 was_in_use']);
  });

  test('a character named in the action, by id or by name, who is not in the picture', () => {
    expect(listProblems(withShots('{id: a, action: "Mara’s hand on the rail."}'))).toEqual([
      '9:25 warning not_in_picture',
    ]);
    expect(listProblems(withShots('{id: a, with: [mara], action: Mara waits.}'))).toEqual([]);
    expect(listProblems(withShots('{id: a, action: Maran people and marabou.}'))).toEqual([]);
  });

  test('someone who speaks on screen without being there', () => {
    expect(listProblems(withShots('{id: a, action: x, say: "mara: Hello."}'))).toEqual([
      '9:33 warning speaker_not_in_picture',
    ]);
    expect(listProblems(withShots('{id: a, action: x, say: "mara (off): Hello."}'))).toEqual([]);
    expect(listProblems(withShots('{id: a, action: x, say: "narrator: Hello."}'))).toEqual([]);
  });
});

test('all problems come in one run, sorted by place', () => {
  const text = `longtake: 1
fps: 23.976
titel: x
characters: {mara: {color: #fff, look: a, b}}
scenes:
  - id: s1
    shots:
      - id: a
        action: this: that
        duration: 1:30
        with: [mara, tom]
      - id: a
        out: dissolv
`;
  expect(listProblems(text)).toEqual([
    '2:6 inexact_rate',
    '3:1 unknown_key',
    '4:28 unquoted_colour',
    '4:43 swallowed_comma',
    '9:17 colon_in_value',
    '10:19 clock_length',
    '11:22 unknown_reference',
    '12:13 duplicate_id',
    '13:14 unknown_join',
  ]);
});

test('a wrong definition does not make its users wrong', () => {
  expect(listProblems(withTop('characters: {mara: a woman}').replace('action: x', 'with: [mara], action: x'))).toEqual([
    '2:20 wrong_kind',
  ]);
  expect(listProblems(withTop('characters: [mara]').replace('action: x', 'with: [mara], action: x'))).toEqual([
    '2:13 wrong_kind',
  ]);
});
