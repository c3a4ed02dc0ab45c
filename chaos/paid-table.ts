/** What came of one kind of trouble at one provider. */
export type Tally = {
  places: number;
  landed: number;
  doublePayments: number;
  lostTakes: number;
  held: number;
  wrong: number;
};
export type Table = ReadonlyMap<string, ReadonlyMap<string, Tally>>;

const COLUMNS = ['places', 'landed', 'double', 'lost', 'held', 'wrong'] as const;

export function createTable() {
  const rows = new Map<string, Map<string, Tally>>();
  return {
    rows,
    /** The tally of a kind of trouble at a provider. */
    at: (provider: string, kind: string): Tally => {
      const kinds = rows.get(provider) ?? new Map<string, Tally>();
      rows.set(provider, kinds);
      const tally = kinds.get(kind) ?? { places: 0, landed: 0, doublePayments: 0, lostTakes: 0, held: 0, wrong: 0 };
      kinds.set(kind, tally);
      return tally;
    },
  };
}

/** One line for each provider and kind, one for each provider, and one for all. */
export function tableLines(table: Table): readonly string[] {
  const lines = [line('provider', 'what happened', COLUMNS)];
  const all: Tally[] = [];
  for (const [provider, kinds] of table) {
    const tallies = [...kinds];
    for (const [kind, tally] of tallies) lines.push(line(provider, kind, cellsOf([tally])));
    lines.push(line(provider, 'all', cellsOf(tallies.map(([, tally]) => tally))));
    all.push(...tallies.map(([, tally]) => tally));
  }
  return [...lines, line('all', 'all', cellsOf(all))];
}

function cellsOf(tallies: readonly Tally[]): readonly string[] {
  const sum = (cell: keyof Tally): string => String(tallies.reduce((total, tally) => total + tally[cell], 0));
  return [sum('places'), sum('landed'), sum('doublePayments'), sum('lostTakes'), sum('held'), sum('wrong')];
}

function line(provider: string, kind: string, cells: readonly string[]): string {
  return `${provider.padEnd(17)}${kind.padEnd(20)}${cells.map((cell) => cell.padStart(8)).join('')}`;
}
