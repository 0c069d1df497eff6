import '@fontsource-variable/inter/wght.css'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startTranslation } from './i18n.ts'
import { App } from './routes.tsx'

// Back after a switch would otherwise bring the old organization's page from the browser's memory (SW7).
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) window.location.reload()
})

await startTranslation()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
