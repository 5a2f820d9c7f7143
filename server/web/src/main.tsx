import './styles/font.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/grid.css'
import './styles/council.css'
import './styles/setup.css'
import './styles/evidence.css'
import './styles/system.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { PREFIX } from './api/base'
import { Refused } from './api/http'
import { SessionProvider } from './api/session'
import { App } from './app'
import { current_language, learn } from './i18n/words'
import { Journal } from './journal/sender'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only silence is asked again.
      retry: (failures, error) => !(error instanceof Refused) && failures < 3,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

await learn(current_language())
const journal = await Journal.open()
createRoot(document.getElementById('page')!).render(
  <QueryClientProvider client={client}>
    <Router base={PREFIX}>
      <SessionProvider journal={journal}>
        <App />
      </SessionProvider>
    </Router>
  </QueryClientProvider>,
)
