package dev.sluice.chat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import dev.sluice.chat.SelfSigned;
import dev.sluice.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class TlsTest {
    @TempDir
    private Path folder;

    private Path certificate() {
        return folder.resolve("cert.pem");
    }

    private Path key() {
        return folder.resolve("key.pem");
    }

    /** Writes a certificate for a name, and its key, into files of an age. */
    private void write(String name, int age) throws Exception {
        SelfSigned.write(folder, name);
        for (Path file : List.of(certificate(), key())) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(age * 1000L));
        }
    }

    /** Connects, asks for the health, and returns for whom the certificate is. */
    private static String connect(int port) throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("ok\n");
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static String connectAtAnyCost(int port) {
        try {
            return connect(port);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_certificate_that_changes_is_read_again_and_a_broken_one_changes_nothing() throws Exception {
        write("first", 1);
        var tls = new Tls(certificate(), key());
        try (var server = TestServer.start(tls);
                var scope = Scope.open()) {
            scope.go(() -> tls.watch(Duration.ofMillis(10)));
            assertThat(connect(server.port)).isEqualTo("CN=first");

            Files.writeString(certificate(), "broken");
            Files.setLastModifiedTime(certificate(), FileTime.fromMillis(2000));
            assertThat(connect(server.port)).isEqualTo("CN=first");

            write("second", 3);
            Eventually.becomes(() -> connectAtAnyCost(server.port).equals("CN=second"));
            scope.cancel();
        }
    }

    @Test
    void a_connection_that_doesn_t_finish_its_handshake_is_cut() throws Exception {
        write("slow", 1);
        NetOptions options = TestServer.options(new NetOptions.Times(
                Duration.ofMillis(300),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMillis(100),
                Duration.ofMillis(20)));
        try (var server = TestServer.start(options, new Tls(certificate(), key()));
                var client = new RawClient(server.port)) {
            client.send(new byte[] {22, 3, 1}); // the beginning of a hello of TLS
            assertThat(client.rest()).isIn("", null);
        }
    }

    @Test
    void files_that_are_no_certificate_are_explained() throws IOException {
        Files.writeString(certificate(), "no");
        Files.writeString(key(), "no");

        assertThatThrownBy(() -> new Tls(certificate(), key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("openssl pkcs8 -topk8 -nodes");
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
