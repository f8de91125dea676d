import { createRoot } from 'react-dom/client';
import { DesktopApp } from './desktop-app.tsx';
import './desktop.css';

createRoot(document.getElementById('root')!).render(<DesktopApp />);
