import { httpBackend } from '@rallykit/backend-http';
import { createStore } from '@rallykit/store';
import { createRoot } from 'react-dom/client';
import { Ideas } from './ideas.js';

const url = (import.meta.env['VITE_COMMUNITY'] as string | undefined) ?? location.origin;

/** One for the whole page, outside of any component: it outlives them all. */
const store = createStore({
  connect: (token) => httpBackend({ url, token, storage: localStorage }),
  name: url,
  storage: localStorage,
});

createRoot(document.getElementById('app')!).render(<Ideas store={store} board="product" />);
