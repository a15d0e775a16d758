// The stories of a replicated log and of those who write to it, on the real server.
import { STORIES } from '../stories/all-stories.ts'
import { tellStories } from '../support/tell-stories.ts'

tellStories(STORIES)
