/**
 * Sluice as <a href="https://micrometer.io">Micrometer</a>'s meters: {@link dev.sluice.observe.SluiceMetrics} for
 * goroutines, scopes and channels that have a name, {@link dev.sluice.observe.PipelineMetrics} for the stages of one
 * run of a pipeline.
 *
 * <p>Nothing is counted for this: a meter that is read looks at what is there. So meters cost nothing but at the time
 * of a scrape.
 *
 * <p>{@link dev.sluice.observe.ContextCarrier} takes thread locals, such as the logging context and the current span, along into
 * goroutines.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
