// Every script here runs as a child of cli/bootstrap.mjs. If that one is killed without a chance to say so, the script has to notice by
// itself, or it would go on without anybody who could stop it.

/**
 * Calls back once when the starting process has died; what it returns takes the wish back. Does nothing for a script that was started by hand,
 * without a channel.
 */
export function onParentDeath(callback: () => void): () => void {
  if (process.channel === undefined) return () => undefined
  process.once('disconnect', callback)
  // A listener keeps the channel open and with it this process; a script must be able to end when its work is done.
  process.channel.unref()
  return () => process.off('disconnect', callback)
}
