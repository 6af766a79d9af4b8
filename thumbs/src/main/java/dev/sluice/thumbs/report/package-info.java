/** Says what happens: on the terminal while it runs, in a summary at the end, and in a JSON report. */
@NullMarked
package dev.sluice.thumbs.report;

import org.jspecify.annotations.NullMarked;
