/**
 * Channels, and stages of pipelines, that reach over processes and machines: by a server, or a cluster of servers, of NATS with
 * JetStream.
 *
 * <p>A {@link dev.sluice.remote.Cluster} is the connection. A {@link dev.sluice.remote.RemoteChannel} has the verbs of a {@link
 * dev.sluice.Channel}, and what is received from it is a {@link dev.sluice.remote.Delivery}, which has to be acknowledged: each value
 * is delivered at least once, and again if what has received it ends before the acknowledgement.
 *
 * <p><b>Waiting.</b> Each wait ends when the thread is interrupted, and when its {@linkplain dev.sluice.Context#current context} is
 * cancelled or its deadline passes. While the server is away, operations wait for it, for as long as their context lets them; nothing
 * else limits that.
 *
 * <p><b>Failures.</b> What the server refuses, and no waiting mends, is a {@link dev.sluice.remote.RemoteException}. Its message says
 * what was refused and what to do.
 */
package dev.sluice.remote;
