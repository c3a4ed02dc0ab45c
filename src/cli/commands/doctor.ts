import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { examine, type Finding } from '../examine.ts';

/** Says what this machine has and lacks, and for everything that is missing the one command that mends it. */
export async function runDoctor(context: CommandContext): Promise<ExitCode> {
  const findings = await examine(context.config, context.io.cwd);
  const isHealthy = findings.every((finding) => finding.status !== 'missing');
  if (context.json) context.io.out.write(`${JSON.stringify({ ok: isHealthy, findings })}\n`);
  else {
    for (const finding of findings) context.io.out.write(`${findingLine(finding, context)}\n`);
    context.say('');
    context.say(isHealthy ? 'Everything that a film needs is here.' : 'Something is missing: mend it and ask again.');
  }
  return isHealthy ? EXIT.done : EXIT.environment;
}

function findingLine(finding: Finding, context: CommandContext): string {
  const { paint, glyphs } = context;
  const signs = {
    ok: paint.green(`${glyphs.stored} ok     `),
    note: paint.yellow(`${glyphs.leftOut} note   `),
    missing: paint.red(`${glyphs.failed} missing`),
  } as const;
  const fix = finding.fix === null ? '' : `\n             ${paint.bold(finding.fix)}`;
  return `${signs[finding.status]}  ${finding.name.padEnd(10)} ${finding.found}${fix}`;
}
