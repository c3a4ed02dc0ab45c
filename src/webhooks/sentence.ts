import { moneyToText, type Micros } from '../model/money.ts';
import type { Message } from './message.ts';

/** A message in one or two plain sentences, for a chat. */
export function toSentence({ type, data }: Message): string {
  const { title, shots, failure, spentMicros, reservedMicros } = data;
  const film = `“${title.replaceAll(/\s+/gu, ' ').trim()}”`;
  const money = [
    spentMicros === 0 && reservedMicros === 0 ? 'Nothing was spent.' : `Spent ${amount(spentMicros)}`,
    ...(reservedMicros === 0 ? [] : [`set aside ${amount(reservedMicros)}`]),
  ].join(', ');
  const account = money.endsWith('.') ? money : `${money}.`;
  switch (type) {
    case 'render.done':
      return `${film} is done: ${count(shots.total, 'shot')}. ${account}`;
    case 'render.incomplete':
      return `${film} is not complete: ${missing(shots)}. The rest is kept. ${account}`;
    case 'render.held':
      return `${film}: ${takeName(data.take)} is held. ${whole(failure?.message)}Nothing is sent again before somebody says so. ${account}`;
    case 'render.budget_reached':
      return `${film}: the money does not suffice for ${takeName(data.take)}. ${whole(failure?.message)}${account}`;
  }
}

function missing({ total, failed, held }: Message['data']['shots']): string {
  const words = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(held === 0 ? [] : [`${held} ${held === 1 ? 'is' : 'are'} held`]),
  ];
  return words.length === 0
    ? 'something besides its shots failed'
    : `of ${count(total, 'shot')} ${words.join(' and ')}`;
}

function takeName(take: Message['data']['take']): string {
  return take === null ? 'a take' : `${take.task.replace(/^take:/u, '')} take ${take.number} (${take.model})`;
}

/** A sentence with its end and a space; nothing for nothing. */
function whole(text: string | undefined): string {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? '' : `${trimmed}${/[.!?…]$/u.test(trimmed) ? '' : '.'} `;
}

function amount(micros: Micros): string {
  return micros === 0 ? '$0.00' : moneyToText(micros);
}

function count(number: number, one: string): string {
  return `${number} ${number === 1 ? one : `${one}s`}`;
}
