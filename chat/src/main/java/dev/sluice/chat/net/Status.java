package dev.sluice.chat.net;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the server says of itself to programs that watch it.
 *
 * @param metrics what was measured, in the format of Prometheus
 * @param inTrouble whether messages couldn't be stored when that was tried last
 */
public record Status(Supplier<String> metrics, BooleanSupplier inTrouble) {}
