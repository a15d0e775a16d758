// The stories of consumer groups, on the real server.
import { GROUP_STORIES } from '../stories/group-stories.ts'
import { tellStories } from '../support/tell-stories.ts'

tellStories(GROUP_STORIES)
