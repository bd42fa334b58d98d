import { startPage } from './router.ts';
import './lab.css';

startPage(document.querySelector('#page')!);
