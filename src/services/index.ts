import type { Service } from '../contract.ts';

export const services: Record<string, Service<unknown>> = {};
