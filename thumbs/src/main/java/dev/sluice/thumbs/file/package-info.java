/** What all parts have to know about files: how a file is written before it has its name, and how its errors are worded. */
@NullMarked
package dev.sluice.thumbs.file;

import org.jspecify.annotations.NullMarked;
