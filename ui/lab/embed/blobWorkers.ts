/**
 * A page without an origin of its own, such as one in `<iframe sandbox="allow-scripts">`, may start no worker from a
 * file, and no module from a Blob; but a plain script from a Blob, which then imports the file, if its host lets
 * strangers read it (CORS). What is said to the worker meanwhile is said again once it listens.
 */
export function allowWorkers(): void {
  if (self.origin !== 'null' || location.protocol === 'file:') return;
  const Plain = Worker;
  self.Worker = class extends Plain {
    constructor(url: string | URL, options?: WorkerOptions) {
      if (String(url).startsWith('blob:')) super(url, options);
      else super(URL.createObjectURL(new Blob([importing(String(url))], { type: 'text/javascript' })), { ...options, type: 'classic' });
    }
  };
}

const importing = (url: string): string => `
const early = [], keep = event => early.push(event.data);
addEventListener('message', keep);
import(${JSON.stringify(url)}).then(() => {
  removeEventListener('message', keep);
  for (const data of early) dispatchEvent(new MessageEvent('message', { data }));
}).catch(reportError);
`;
