import manifest from '../package.json' with { type: 'json' };

/** Of Flatline: what a report was made with. */
export const version: string = manifest.version;
