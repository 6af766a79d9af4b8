package dev.sluice.chat.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class TokensTest {
    private static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final Tokens tokens = new Tokens(SECRET, InstantSource.fixed(NOW));

    private Gate.Admission admit(String name, @Nullable String token) throws Refusal {
        return tokens.admit(new ClientMessage.Hello(name, token, null, null));
    }

    private void assertRefused(String name, @Nullable String token) {
        assertThatThrownBy(() -> admit(name, token))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_TOKEN));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("jane").expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String signed(JWSAlgorithm algorithm, byte[] secret, JWTClaimsSet claims) throws JOSEException {
        var token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    @Test
    void a_token_lets_in_under_its_name() throws Refusal {
        String token = tokens.issue("Jane", Duration.ofDays(1));

        assertThat(admit("jane", token).name()).isEqualTo("jane");
        assertThat(admit("JANE", token).name()).isEqualTo("jane");
    }

    @Test
    void no_token_and_what_is_none_are_refused() {
        assertRefused("jane", null);
        assertRefused("jane", "");
        assertRefused("jane", "jane");
        assertRefused("jane", "a.b.c");
        assertRefused("jane", "x".repeat(100_000));
    }

    @Test
    void a_token_for_another_name_is_refused() throws Refusal {
        assertRefused("joe", tokens.issue("jane", Duration.ofDays(1)));
    }

    @Test
    void a_token_that_is_over_or_not_yet_valid_or_without_an_end_is_refused() throws JOSEException {
        assertRefused(
                "jane",
                signed(
                        JWSAlgorithm.HS256,
                        SECRET,
                        claims().expirationTime(Date.from(NOW)).build()));
        assertRefused(
                "jane",
                signed(
                        JWSAlgorithm.HS256,
                        SECRET,
                        claims().notBeforeTime(Date.from(NOW.plusSeconds(1))).build()));
        assertRefused(
                "jane",
                signed(JWSAlgorithm.HS256, SECRET, claims().expirationTime(null).build()));
        assertRefused(
                "jane",
                signed(JWSAlgorithm.HS256, SECRET, claims().subject(null).build()));
    }

    @Test
    void a_token_without_a_signature_is_refused() {
        assertRefused("jane", new PlainJWT(claims().build()).serialize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void a_header_that_says_none_is_refused_with_and_without_a_signature(String none) throws Refusal {
        String[] parts = tokens.issue("jane", Duration.ofDays(1)).split("\\.", -1);
        String header = encoded("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}");

        assertRefused("jane", header + "." + parts[1] + ".");
        assertRefused("jane", header + "." + parts[1] + "." + parts[2]);
        assertRefused("jane", header + "." + parts[1]);
    }

    @Test
    void other_algorithms_of_the_same_secret_are_refused() throws JOSEException {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
            assertRefused("jane", signed(algorithm, SECRET, claims().build()));
        }
    }

    @Test
    void a_token_that_is_signed_by_a_key_of_its_own_is_refused() throws Exception {
        KeyPair pair = rsa();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims().build());
        token.sign(new RSASSASigner(pair.getPrivate()));
        byte[] publicKey = pair.getPublic().getEncoded();

        assertRefused("jane", token.serialize());
        assertRefused("jane", signed(JWSAlgorithm.HS256, publicKey, claims().build()));
    }

    @Test
    void a_token_that_brings_its_own_key_in_the_header_is_refused() throws Exception {
        String[] parts =
                signed(JWSAlgorithm.HS256, new byte[64], claims().build()).split("\\.", -1);
        String jwk = "{\"kty\":\"oct\",\"k\":\"" + Base64.getUrlEncoder().encodeToString(new byte[64]) + "\"}";
        String header =
                encoded("{\"alg\":\"HS256\",\"jwk\":" + jwk + ",\"kid\":\"/dev/null\",\"jku\":\"http://127.0.0.1/\"}");

        assertRefused("jane", header + "." + parts[1] + "." + parts[2]);
    }

    @Test
    void a_token_of_another_secret_and_a_changed_one_are_refused() throws Exception {
        String good = tokens.issue("jane", Duration.ofDays(1));
        String[] parts = good.split("\\.", -1);
        String claims = encoded("{\"sub\":\"root\",\"exp\":4000000000}");

        assertRefused("jane", signed(JWSAlgorithm.HS256, new byte[32], claims().build()));
        assertRefused("root", parts[0] + "." + claims + "." + parts[2]);
        assertRefused("jane", parts[0] + "." + parts[1] + ".");
        assertRefused("jane", good.substring(0, good.length() - 2));
    }

    @Test
    void a_short_secret_is_refused() {
        assertThatThrownBy(() -> new Tokens(new byte[31], InstantSource.system()))
                .hasMessage("the secret must have at least 32 bytes, had 31");
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair rsa() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
