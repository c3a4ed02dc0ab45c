/** The signs of the progress view, for terminals that know Unicode and for those that do not. */
export type Glyphs = {
  readonly isAscii: boolean;
  readonly full: string;
  readonly empty: string;
  readonly ellipsis: string;
  readonly separator: string;
  readonly stored: string;
  readonly running: string;
  readonly waiting: string;
  readonly failed: string;
  readonly leftOut: string;
};

export const UNICODE_GLYPHS: Glyphs = {
  isAscii: false,
  full: '━',
  empty: '┄',
  ellipsis: '…',
  separator: ' · ',
  stored: '✓',
  running: '●',
  waiting: '○',
  failed: '✗',
  leftOut: '–',
};

export const ASCII_GLYPHS: Glyphs = {
  isAscii: true,
  full: '=',
  empty: '.',
  ellipsis: '...',
  separator: ' | ',
  stored: '+',
  running: '*',
  waiting: ' ',
  failed: 'x',
  leftOut: '-',
};
