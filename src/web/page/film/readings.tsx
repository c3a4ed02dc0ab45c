import { toAmount, type Verdict } from '../../../model/gate.ts';
import type { Gate, Seam } from '../api/contract.ts';
import { wordToText } from '../ui/format.ts';

const GRAVITY: readonly Verdict[] = ['failed', 'warned', 'excused', 'passed'];

/** Gravest first; ties as they were measured. */
export function sortGates(gates: readonly Gate[]): readonly Gate[] {
  return gates.toSorted((one, other) => GRAVITY.indexOf(one.verdict) - GRAVITY.indexOf(other.verdict));
}

/** The gravest reading of a shot and of the seam after it, where there is something to say. */
export function WorstReading({ gates, seam }: { readonly gates: readonly Gate[]; readonly seam: Seam | null }) {
  const [worst] = sortGates(gates);
  const isGate = worst !== undefined && (worst.verdict === 'failed' || worst.verdict === 'warned');
  return (
    <>
      {isGate && (
        <span class={`reading ${worst.verdict}`}>
          {wordToText(worst.gate)} {toAmount(worst.value, worst.unit)}
        </span>
      )}
      {seam !== null && <SeamReading seam={seam} />}
    </>
  );
}

export function SeamReading({ seam }: { readonly seam: Seam }) {
  return (
    <span class={`reading ${seam.verdict}`} title="How like the frames on both sides of the cut to the next shot are">
      seam {seamToText(seam)}
    </span>
  );
}

export function seamToText({ ssim, deltaE }: Pick<Seam, 'ssim' | 'deltaE'>): string {
  return [
    ...(ssim === null ? [] : [`SSIM ${ssim.toFixed(2)}`]),
    ...(deltaE === null ? [] : [`ΔE ${deltaE.toFixed(1)}`]),
  ].join(' · ');
}

/** Every reading of a take. */
export function GateTable({ gates }: { readonly gates: readonly Gate[] }) {
  if (gates.length === 0) return null;
  const beyond = gates.filter(({ verdict }) => verdict === 'failed' || verdict === 'warned').length;
  return (
    <details class="gates" open={beyond > 0}>
      <summary>
        {beyond === 0 ? `${gates.length} gates passed` : `${beyond} of ${gates.length} gates beyond their mark`}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col">Value</th>
            <th scope="col">Mark</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {sortGates(gates).map(({ gate, value, mark, unit, verdict, note }) => (
            <tr key={gate} class={verdict}>
              <th scope="row">{wordToText(gate)}</th>
              <td>{toAmount(value, unit)}</td>
              <td>{unit === 'flag' ? '' : toAmount(mark, unit)}</td>
              <td>
                {verdict}
                {note !== null && <span class="soft"> {note}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
