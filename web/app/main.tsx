// The page's entry.
import { render } from 'preact'
import '../ui/base.css'
import { followPreferences } from '../ui/preferences.ts'
import { App } from './app.tsx'
import { followLocation } from './location.ts'

followLocation()
followPreferences()
const root = document.getElementById('page')
if (root !== null) render(<App />, root)
