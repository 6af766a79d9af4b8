package dev.sluice.bench.contexts

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** A parent for jobs. */
internal class KotlinJobs {
    private val parent = Job()

    fun createAndCancel(): Boolean {
        val job = Job(parent)
        job.cancel()
        return job.isCancelled
    }
}

/** Coroutines that will time out after so many seconds each. */
internal class KotlinTimeouts(seconds: IntArray) {
    private val scope = CoroutineScope(Dispatchers.Default + Job())

    init {
        for (each in seconds) {
            scope.launch(start = CoroutineStart.UNDISPATCHED) { withTimeout(each * 1_000L) { awaitCancellation() } }
        }
    }

    fun createAndCancel(timeouts: Int): Int =
        runBlocking(Dispatchers.Default) {
            var done = 0
            repeat(timeouts) { done += withTimeout(1_000L * (1 + it % 60)) { 1 } }
            done
        }

    fun cancel() = scope.cancel()
}
