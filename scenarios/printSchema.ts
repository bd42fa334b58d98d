/** `npm run schema`: prints scenarios/schema.json. */
import { builtIn } from '../sim/builtIn.ts';
import { schema } from '../sim/schema.ts';

console.log(JSON.stringify(schema(builtIn), null, 1));
