import manifest from '../../package.json' with { type: 'json' };

/** Of Flatline. */
export const version: string = manifest.version;
