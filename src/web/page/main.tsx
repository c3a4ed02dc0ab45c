import { render } from 'preact';
import { App } from './app.tsx';
import { followLinks } from './route.ts';
import { applyTheme } from './ui/theme.ts';

applyTheme();
followLinks();
const page = document.getElementById('page');
if (page !== null) render(<App />, page);
