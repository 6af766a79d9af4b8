/**
 * What it takes to hand items from stage to stage: the same pipeline in the ways in which one would write it, and stages whose
 * number of workers is fixed or found out.
 */
@NullMarked
package dev.sluice.bench.pipelines;

import org.jspecify.annotations.NullMarked;
