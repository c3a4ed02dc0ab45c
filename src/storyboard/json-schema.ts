import { z } from 'zod';

import { filmSchema } from './film.ts';

/**
 * The storyboard format as JSON Schema (draft 7, which YAML editors read best). It is derived from the very rules that
 * read storyboards, and accepts everything that they accept.
 */
export function storyboardJsonSchema(): object {
  const schema = z.toJSONSchema(filmSchema, {
    io: 'input',
    target: 'draft-7',
    override({ jsonSchema }) {
      // `x-` keys are the author's own, in every map.
      if (jsonSchema.additionalProperties === false) jsonSchema.patternProperties ??= { '^x-': {} };
      const { propertyNames, additionalProperties } = jsonSchema;
      if (propertyNames === undefined || additionalProperties === undefined) return;
      const pattern = typeof propertyNames === 'object' ? propertyNames.pattern : undefined;
      jsonSchema.patternProperties = {
        '^x-': {},
        ...(pattern === undefined ? {} : { [pattern]: additionalProperties }),
      };
      if (pattern !== undefined) jsonSchema.additionalProperties = false;
      delete jsonSchema.propertyNames;
    },
  });
  return {
    ...schema,
    title: 'longtake storyboard',
    description: 'One file is the whole film: cast, places, and shots in play order.',
  };
}

/** The text of `schema.json`: two spaces, a final newline. */
export function storyboardJsonSchemaText(): string {
  return `${JSON.stringify(storyboardJsonSchema(), null, 2)}\n`;
}
