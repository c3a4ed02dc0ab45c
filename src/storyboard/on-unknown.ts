import { z } from 'zod';
import type { UnknownPolicies, UnknownPolicy } from '../model/on-unknown.ts';
import { choice, record } from './collection.ts';
import { leaf } from './leaf.ts';
import { quote } from './quote.ts';
import { mapped, type Rule } from './rule.ts';

const PATTERN = /^(?:ask|repay-up-to \d{1,9}(?:\.\d{1,6})? USD)$/;
const EXPECTED = '`ask`, or `repay-up-to 0.40 USD`';

/** `ask`, `repay-up-to 0.40 USD`, or one of them for each provider. */
export function onUnknown(): Rule<UnknownPolicies> {
  return choice({
    scalar: mapped(policy(), (all): UnknownPolicies => ({ all, providers: {} })),
    map: mapped(
      record({
        what: '`on_unknown`',
        key: z.string().regex(PROVIDER),
        value: policy(),
        expected: 'a map such as `{runway: repay-up-to 0.40 USD}`',
        checkKey: (key) =>
          PROVIDER.test(key)
            ? null
            : {
                code: 'bad_provider',
                message: `${quote(key)} is not a provider`,
                expected: '`fal`, `runway`',
                fix: null,
              },
      }),
      (items): UnknownPolicies => ({
        all: null,
        providers: Object.fromEntries(items.map(({ key, value }) => [key, value])),
      }),
    ),
    expected: `${EXPECTED}; or one for each provider`,
  });
}

const PROVIDER = /^[a-z][a-z-]{0,39}$/;

function policy(): Rule<UnknownPolicy> {
  return leaf<UnknownPolicy>({
    schema: z
      .string()
      .regex(PATTERN)
      .meta({ examples: ['ask', 'repay-up-to 0.40 USD'] }),
    expected: EXPECTED,
    read(word) {
      if (word.text === 'ask') return { kind: 'ask' };
      const match = /^repay-up-to (\d{1,9})(?:\.(\d{1,6}))? USD$/.exec(word.text);
      if (match !== null)
        return { kind: 'repay', upToMicros: Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0')) };
      const amount = /^(?:repay\S*\s+)?\$?\s*(\d{1,9}(?:\.\d{1,6})?)\s*(?:\$|usd|dollars?)?$/i.exec(word.text);
      return word.wrong({
        code: 'bad_policy',
        message: `${word.name} cannot be ${quote(word.text)}`,
        fix: amount === null ? null : `write \`repay-up-to ${amount[1]} USD\``,
      });
    },
  });
}
