/** What the bindings of native libraries share: how a library is found, and memory that its functions read and write. */
@NullMarked
package dev.sluice.thumbs.image.foreign;

import org.jspecify.annotations.NullMarked;
