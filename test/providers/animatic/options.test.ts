import { describe, expect, it } from 'vitest';
import { FAULTS, parseOptions } from '../../../src/providers/animatic/options.ts';
import { animatic, model, videoRequest } from './setup.ts';

describe('the options of the animatic', () => {
  it('are nothing by default', () => {
    expect(parseOptions(model('animatic'))).toEqual({
      ok: true,
      options: { fault: null, on: null, times: null, delayMs: 0, safety: 'key' },
    });
  });

  it('name a fault, shots, a count and a delay', () => {
    expect(parseOptions(model('animatic?fail=lost&on=s1b, s2a&times=2&delay=1.5s&safety=none'))).toEqual({
      ok: true,
      options: { fault: 'lost', on: ['s1b', 's2a'], times: 2, delayMs: 1_500, safety: 'none' },
    });
    expect(parseOptions(model('animatic?fail=slow'))).toMatchObject({ options: { delayMs: 5_000 } });
    expect(parseOptions(model('animatic?delay=250ms'))).toMatchObject({ options: { delayMs: 250 } });
  });

  it.each([
    ['animatic?fale=lost', 'fale', 'fail, on, times, delay, safety'],
    ['animatic?fail=explode', 'explode', Object.keys(FAULTS).join(', ')],
    ['animatic?fail=constructor', 'constructor', 'moderation'],
    ['animatic?times=0', 'times=0', 'from 1'],
    ['animatic?times=two', 'times=two', 'from 1'],
    ['animatic?delay=soon', 'delay=soon', 'delay=2s'],
    ['animatic?on=a,,b', 'empty', 'on=s1b,s2a'],
    ['animatic?safety=maybe', 'safety=maybe', 'safety=lookup'],
  ])('refuse %s and say what would be right', (text, wrong, right) => {
    const prepared = animatic().prepare(videoRequest(), model(text), { lengthMs: 0 });
    expect(prepared).toMatchObject({
      ok: false,
      failure: {
        class: 'invalid_request',
        message: expect.stringContaining(wrong),
        advice: expect.stringContaining(right),
      },
    });
  });
});
