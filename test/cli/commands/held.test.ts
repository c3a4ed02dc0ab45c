import { writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runCli } from '../memory-io.ts';

const FILM = `longtake: 1
title: Small
size: 160x90
models: {video: "animatic?fail=ambiguous&safety=none&on=a"}
characters: {mara: {look: woman}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 12f, start: text, action: Mara waits.}
      - {id: b, duration: 12f, start: text, action: Mara goes.}
`;

/** A film of which shot a is held, and costs money. */
async function heldFilm(priced = 'reserved_micros = 1200000'): Promise<string> {
  const file = join(await temporaryFolder(), 'film.yaml');
  await writeFile(file, FILM);
  expect((await runCli(['held', file])).out).toBe('Nothing is held.\n');
  expect(await runCli(['render', file])).toMatchObject({
    code: 2,
    out: expect.stringContaining('says what you can do'),
  });
  // The animatic charges nothing; the journal is told that it does.
  const db = new DatabaseSync(join(dirname(file), '.longtake/longtake.db'));
  db.exec(`update attempt set ${priced} where status = 'held'`);
  db.close();
  return file;
}

const REFUSED: readonly (readonly [argv: readonly string[], code: string, message: string])[] = [
  [['burn', 'a'], 'usage_error', 'write adopt, resubmit or abandon'],
  [['adopt', 'a'], 'usage_error', 'Say which job'],
  [['abandon'], 'usage_error', 'Say which take'],
  [['abandon', 'a', 'job'], 'usage_error', 'Only adopt takes the name of a job'],
  [['abandon', 'b'], 'not_held', 'Held: a.'],
  [['abandon', 'a', '--take', '2'], 'not_held', 'a take 2'],
  [['adopt', 'a', 'nonsense'], 'job_unknown', 'nothing was changed'],
  [['resubmit', 'a'], 'confirmation_needed', '$1.20, beside $1.20 that may be paid already'],
];

describe('held', () => {
  test('says in plain words what may exist, what it may have cost, and what can be done; what is unclear is refused', async () => {
    const file = await heldFilm();
    const { code, out, err } = await runCli(['held', file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^a take 1 {2}animatic, sent \d{4}-\d\d-\d\d \d\d:\d\d$/mu);
    expect(out).toContain('nothing came back that tells whether it was taken: the job may exist there, or not');
    expect(out).toContain('It may have cost $1.20.');
    for (const action of ['adopt a JOB', 'resubmit a  ', 'abandon a  ']) expect(out).toContain(action);
    expect(out).toContain('1 take held; $1.20 set aside');
    const { held } = JSON.parse((await runCli(['held', file, '--json'])).out);
    expect(held).toMatchObject([{ task: 'take:a', why: 'unanswered', billed: 'unknown', mayCostMicros: 1_200_000 }]);
    for (const [argv, refusal, message] of REFUSED) {
      const ran = await runCli(['held', file, ...argv, '--json']);
      expect(ran.code, argv.join(' ')).toBe(1);
      expect(JSON.parse(ran.out)).toMatchObject({
        error: { code: refusal, message: expect.stringContaining(message) },
      });
    }
  });

  test('calls nothing free whose price nobody knows, and asks before it is sent again', async () => {
    const file = await heldFilm("model = 'fal:wan-ati'");
    const { out } = await runCli(['held', file]);
    expect(out).toContain('What it may have cost is not known.');
    expect(out).toContain('to send it once more, at a price that nobody knows');
    expect(out).toContain('1 take held; nobody knows what that costs.');
    const asked = await runCli(['held', file, 'resubmit', 'a', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({
      error: { code: 'confirmation_needed', message: expect.stringContaining('once more, price unknown') },
    });
  });

  test('sends again only when a person says yes, and the next render does it', async () => {
    const file = await heldFilm();
    const no = await runCli(['held', file, 'resubmit', 'a'], { answer: 'n' });
    expect(no).toMatchObject({ code: 130, out: '' });
    expect((await runCli(['held', file])).out).toContain('a take 1');
    const yes = await runCli(['held', file, 'resubmit', 'a'], { answer: 'y' });
    expect(yes).toMatchObject({ code: 0, out: expect.stringContaining('spent $1.20 so far') });
    expect((await runCli(['held', file])).out).toBe('Nothing is held.\n');
    expect((await runCli(['render', file])).code).toBe(2);
    const given = await runCli(['held', file, 'abandon', 'a', '--json']);
    expect(JSON.parse(given.out)).toMatchObject({ action: 'abandon', task: 'take:a', reservedMicros: 0 });
  });
});
