package dev.sluice.chat;

import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.net.NetOptions;
import dev.sluice.chat.store.StoreOptions;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param net how to listen
 * @param data the file or the address of the database, or null to keep nothing
 * @param store how much to keep
 * @param rates how much may be sent
 * @param secret the file with the secret that tokens are signed with, or null if names are first come
 * @param admins who may moderate
 * @param tls the files of the certificate and its key, or null
 * @param live the port of the live page on this machine, or null for none
 */
record Settings(
        NetOptions net,
        @Nullable String data,
        StoreOptions store,
        Limits.Rates rates,
        @Nullable Path secret,
        Set<String> admins,
        @Nullable TlsFiles tls,
        @Nullable Integer live) {
    /** A certificate and its key. */
    record TlsFiles(Path certificate, Path key) {}
}
