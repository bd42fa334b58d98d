import { startLab } from './lab.ts';
import { firstScript, presets } from './presets.ts';
import './lab.css';

startLab(document.querySelector('#lab')!, { presets, firstScript });
