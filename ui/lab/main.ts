import { allowWorkers } from './embed/blobWorkers.ts';
import { dressed } from './embed/doors.ts';
import { startPage } from './router.ts';
import './lab.css';

allowWorkers();
dressed(() => startPage(document.querySelector('#page')!));
