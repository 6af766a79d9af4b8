/**
 * What shows a program that uses Sluice. {@link dev.sluice.observe.LivePage} is a page in the browser that shows what it does while it does
 * it, and needs nothing but the JDK.
 *
 * <p>Sluice as <a href="https://micrometer.io">Micrometer</a>'s meters: {@link dev.sluice.observe.SluiceMetrics} for
 * goroutines, scopes and channels that have a name, {@link dev.sluice.observe.PipelineMetrics} for the stages of one
 * run of a pipeline. They need Micrometer, which the program brings.
 *
 * <p>Nothing is counted for this: a meter that is read looks at what is there. So meters cost nothing but at the time
 * of a scrape.
 *
 * <p>{@link dev.sluice.observe.ContextCarrier}, which needs Micrometer's context propagation, takes thread locals, such as the logging context and the current span, along into
 * goroutines.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
