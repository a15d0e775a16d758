// The version of the engine's behaviour. It is raised with every change after which the same inputs may give other records, other bytes or
// other answers: whatever a replay of somebody's history would show. A history that another version made is not replayed.

export const ENGINE_VERSION = 1
