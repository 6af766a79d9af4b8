package dev.sluice.bench.peer

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

/** Coroutines that wait for the close of a channel: in a receive, or in a select with another channel. */
class KotlinBlocked(coroutines: Int, inSelect: Boolean) {
    private val done = Channel<Int>()
    private val scope = CoroutineScope(Dispatchers.Default + Job())

    /** Undispatched, each of them waits when its start returns; woken it is by the dispatcher all the same. */
    private val jobs =
        List(coroutines) {
            scope.launch(start = CoroutineStart.UNDISPATCHED) {
                if (inSelect) {
                    val work = Channel<Int>()
                    select<Unit> {
                        work.onReceive { error("nobody sends") }
                        done.onReceiveCatching { check(it.isClosed) }
                    }
                } else {
                    check(done.receiveCatching().isClosed)
                }
            }
        }

    fun closeAndJoin() {
        done.close()
        runBlocking(Dispatchers.Default) { jobs.joinAll() }
        check(jobs.none { it.isCancelled })
    }
}
