/** Times in ticks of its stream. */
export type Packet = { readonly dts: number; readonly pts: number; readonly duration: number };
export type Stream = { readonly kind: string; readonly ticksPerSecond: number; readonly packets: readonly Packet[] };

/** Pure: ffmpeg's `framecrc` listing. */
export function parseListing(text: string): readonly Stream[] {
  const kinds = new Map<string, string>();
  const rates = new Map<string, number>();
  const packets = new Map<string, Packet[]>();
  for (const line of text.split('\n')) {
    const base = /^#tb (\d+): (\d+)\/(\d+)/.exec(line);
    const kind = /^#media_type (\d+): (\w+)/.exec(line);
    const packet = /^(\d+),\s*(-?\d+),\s*(-?\d+),\s*(\d+),/.exec(line);
    if (base?.[1] !== undefined) rates.set(base[1], Number(base[3]) / Number(base[2]));
    if (kind?.[1] !== undefined) kinds.set(kind[1], kind[2] ?? '');
    if (packet?.[1] !== undefined) {
      const list = packets.get(packet[1]) ?? [];
      list.push({ dts: Number(packet[2]), pts: Number(packet[3]), duration: Number(packet[4]) });
      packets.set(packet[1], list);
    }
  }
  return [...kinds].map(([index, kind]) => ({
    kind,
    ticksPerSecond: rates.get(index) ?? 1,
    packets: packets.get(index) ?? [],
  }));
}
