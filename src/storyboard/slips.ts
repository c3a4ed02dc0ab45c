/**
 * Slips that YAML misreads without these offsets: a second `: ` in an unquoted value (`a: b: c`), and an unquoted
 * `#colour` that becomes a comment. `start` and `end` hold the value as it was meant.
 */
export type Slip = {
  readonly kind: 'colon' | 'colour';
  readonly key: string;
  readonly start: number;
  readonly end: number;
};

/** The text with the characters that mislead YAML replaced one for one, so that offsets stay; `restore` undoes it. */
export type Mask = { readonly text: string; readonly slips: readonly Slip[]; restore(text: string): string };

/** Finds slips by a plain scan. It may only be trusted where YAML itself found fault, or said "empty". */
export function findSlips(text: string): Slip[] {
  const slips: Slip[] = [];
  let position = 0;
  while (position < text.length) position = scanLine(text, position, slips);
  return slips;
}

export function maskSlips(text: string, slips: readonly Slip[]): Mask {
  const [colon, hash] = unusedCharacters(text);
  if (slips.length === 0 || colon === undefined || hash === undefined)
    return { text, slips: [], restore: (same) => same };
  const parts: string[] = [];
  let done = 0;
  for (const slip of slips) {
    const value = text.slice(slip.start, slip.end);
    parts.push(text.slice(done, slip.start), value.replaceAll(':', colon).replaceAll('#', hash));
    done = slip.end;
  }
  parts.push(text.slice(done));
  return {
    text: parts.join(''),
    slips,
    restore: (masked) => masked.replaceAll(colon, ':').replaceAll(hash, '#'),
  };
}

const INDENT = /[ ]*(?:- +)*/y;
const KEY =
  /(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"'[\]{}#&*!|>%@`,?-][^\n:#]*(?::(?![ \t\r\n])[^\n:#]*)*)[ \t]*:(?=[ \t\r\n]|$)[ \t]*/y;
const PROPERTY = /(?:[&!][^\s,[\]{}]*[ \t]+)+/y;
const COLOUR = /#(?:[0-9a-f]{6}|[0-9a-f]{3})(?=[ \t]*(?:\r?\n|$))/iy;
const FLOW_COLOUR = /#(?:[0-9a-f]{6}|[0-9a-f]{3})(?=[ \t]*[,}\]])/iy;

/** Reads one line, or as many as its value covers; returns where the next begins. */
function scanLine(text: string, lineStart: number, slips: Slip[]): number {
  let position = lineStart + matchLength(INDENT, text, lineStart);
  const keyStart = position;
  const keyLength = matchLength(KEY, text, position);
  const key = text.slice(position, position + keyLength).replace(/[ \t]*:[ \t]*$/, '');
  position += keyLength;
  position += matchLength(PROPERTY, text, position);
  const end = endOfLine(text, position);
  switch (text.charAt(position)) {
    case '|':
    case '>':
      return skipBlock(text, end + 1, keyStart - lineStart);
    case '"':
    case "'":
      return endOfLine(text, skipQuoted(text, position)) + 1;
    case '[':
    case '{':
      return endOfLine(text, scanFlow(text, position, slips)) + 1;
    case '#': {
      const length = keyLength === 0 ? 0 : matchLength(COLOUR, text, position);
      if (length > 0) slips.push({ kind: 'colour', key, start: position, end: position + length });
      return end + 1;
    }
    default: {
      if (keyLength === 0) return end + 1;
      const comment = text.slice(position, end).search(/[ \t]#/);
      const value = text.slice(position, comment === -1 ? end : position + comment).trimEnd();
      if (/:(?:[ \t]|$)/.test(value)) slips.push({ kind: 'colon', key, start: position, end: position + value.length });
      return end + 1;
    }
  }
}

type FlowLevel = { key: string; tokenStart: number; isAfterKey: boolean; colons: number };

/** Reads a flow collection from its bracket; returns the offset after its end (or the text's). */
function scanFlow(text: string, start: number, slips: Slip[]): number {
  const levels: FlowLevel[] = [];
  let position = start;
  const closeToken = (level: FlowLevel | undefined): void => {
    if (level === undefined || level.colons === 0 || level.tokenStart < 0) return;
    const value = text.slice(level.tokenStart, position).trimEnd();
    if (value.includes('\n')) return;
    slips.push({ kind: 'colon', key: level.key, start: level.tokenStart, end: level.tokenStart + value.length });
  };
  while (position < text.length) {
    const character = text[position] ?? '';
    const level = levels.at(-1);
    if (character === '[' || character === '{') {
      levels.push({ key: '', tokenStart: -1, isAfterKey: false, colons: 0 });
    } else if (character === ']' || character === '}') {
      closeToken(level);
      levels.pop();
      if (levels.length === 0) return position + 1;
      const outer = levels.at(-1);
      if (outer !== undefined) outer.tokenStart = -1;
    } else if (character === ',') {
      closeToken(level);
      if (level !== undefined) Object.assign(level, { key: '', tokenStart: -1, isAfterKey: false, colons: 0 });
    } else if (level !== undefined && isSpace(character)) {
      if (character === '\n') {
        closeToken(level);
        level.colons = 0;
      }
    } else if (level !== undefined && level.tokenStart < 0 && (character === '"' || character === "'")) {
      level.tokenStart = position;
      position = skipQuoted(text, position);
      continue;
    } else if (level !== undefined && character === '#' && isSpace(text[position - 1] ?? ' ')) {
      const length = level.isAfterKey && level.tokenStart < 0 ? matchLength(FLOW_COLOUR, text, position) : 0;
      if (length > 0) slips.push({ kind: 'colour', key: level.key, start: position, end: position + length });
      position = length > 0 ? position + length : endOfLine(text, position);
      continue;
    } else if (level !== undefined && character === ':' && endsKey(text[position + 1])) {
      if (level.isAfterKey && level.tokenStart >= 0) level.colons += 1;
      else if (level.tokenStart >= 0) {
        const key = text.slice(level.tokenStart, position).trim();
        Object.assign(level, { key, tokenStart: -1, isAfterKey: true });
      }
    } else if (level !== undefined && level.tokenStart < 0) level.tokenStart = position;
    position += 1;
  }
  return position;
}

function skipQuoted(text: string, start: number): number {
  const mark = text[start] ?? '"';
  for (let position = start + 1; position < text.length; position += 1) {
    const character = text[position];
    if (character === '\\' && mark === '"') position += 1;
    else if (character === mark) {
      if (mark === "'" && text[position + 1] === "'") position += 1;
      else return position + 1;
    }
  }
  return text.length;
}

function skipBlock(text: string, start: number, keyColumn: number): number {
  let position = start;
  while (position < text.length) {
    const end = endOfLine(text, position);
    const line = text.slice(position, end);
    const indent = line.search(/[^ ]/);
    if (line.trim() !== '' && indent <= keyColumn) return position;
    position = end + 1;
  }
  return position;
}

function matchLength(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length ?? 0;
}

function endOfLine(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end === -1 ? text.length : end;
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function endsKey(next: string | undefined): boolean {
  return next === undefined || isSpace(next) || ',[]{}'.includes(next);
}

/** Two private-use characters that the text does not hold. */
function unusedCharacters(text: string): string[] {
  const found: string[] = [];
  for (let code = 0xe000; code < 0xf8ff && found.length < 2; code += 1) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) found.push(character);
  }
  return found;
}
