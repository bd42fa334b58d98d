#!/usr/bin/env node
/** The command. This file is also what its worker runs: then it answers the request that it was given. */
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { command } from './command.ts';
import { serve } from './guard.ts';
import { answered } from './answered.ts';

if (isMainThread) {
  process.exitCode = await command(process.argv.slice(2), process, {
    entry: fileURLToPath(import.meta.url), home: fileURLToPath(new URL('../../scenarios', import.meta.url)),
  });
} else await serve(answered);
