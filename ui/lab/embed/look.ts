/** What the page looks like in a frame: fetched only there. */
import './embed.css';
