import { writeFile } from 'node:fs/promises';

import { storyboardJsonSchemaText } from './json-schema.ts';

await writeFile(new URL('../../storyboards/schema.json', import.meta.url), storyboardJsonSchemaText());
