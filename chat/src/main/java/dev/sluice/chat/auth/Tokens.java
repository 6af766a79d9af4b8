package dev.sluice.chat.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * A gate with a secret: a name belongs to those that have a token for it, a JWT that is signed by HS256 with the secret.
 *
 * <p>The algorithm is HS256 and no other, whatever a token's header says. A token must have a subject, which is the name, and an end.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JSON Web Token Best Current Practices</a>
 */
public final class Tokens implements Gate {
    /** The smallest number of bytes of a secret: as many as the hash has. */
    public static final int MIN_SECRET_BYTES = 32;

    private static final int MAX_LENGTH = 4096;

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final InstantSource clock;

    /**
     * Creates a gate.
     *
     * @param secret at least {@value #MIN_SECRET_BYTES} bytes
     * @param clock says which tokens are over
     */
    public Tokens(byte[] secret, InstantSource clock) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "the secret must have at least " + MIN_SECRET_BYTES + " bytes, had " + secret.length);
        }
        this.clock = clock;
        try {
            signer = new MACSigner(secret);
            verifier = new MACVerifier(secret);
        } catch (KeyLengthException e) {
            throw new IllegalArgumentException("the secret is too short: " + e.getMessage(), e);
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA256", e);
        }
    }

    /**
     * Makes a token.
     *
     * @param name whom it is for
     * @param valid for how long
     * @return the token
     * @throws Refusal if it isn't a name
     */
    public String issue(String name, Duration valid) throws Refusal {
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .subject(Names.person(name))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(valid)))
                .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("HMAC-SHA256 has failed", e);
        }
        return token.serialize();
    }

    @Override
    public Admission admit(ClientMessage.Hello hello) throws Refusal {
        String name = Names.person(hello.name());
        String flaw = flaw(hello.token(), name);
        if (flaw != null) {
            throw new Refusal(ErrorCode.BAD_TOKEN, flaw);
        }
        // A token takes the name over by itself, so there is no key; the field has to be there.
        return new Admission(name, "");
    }

    /** Returns true: a token may have been made for any name. */
    @Override
    public boolean knows(String name) {
        return true;
    }

    /** Returns what is wrong with a token for a name, or null. */
    private @Nullable String flaw(@Nullable String text, String name) {
        if (text == null || text.length() > MAX_LENGTH) {
            return "token is missing; this server lets in only those that have one";
        }
        try {
            SignedJWT token = SignedJWT.parse(text); // refuses what isn't signed
            // The algorithm comes first: what else the header says is of interest only if it is the one that was agreed
            // on.
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) || !token.verify(verifier)) {
                return "token is not signed by HS256 with the secret of this server";
            }
            return flaw(token.getJWTClaimsSet(), name);
        } catch (ParseException | JOSEException | RuntimeException _) {
            return "token is not a signed JWT";
        }
    }

    private @Nullable String flaw(JWTClaimsSet claims, String name) {
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        if (end == null || !now.isBefore(end.toInstant())) {
            return end == null ? "token has no end (exp)" : "token was valid until " + end.toInstant();
        }
        Date begin = claims.getNotBeforeTime();
        if (begin != null && now.isBefore(begin.toInstant())) {
            return "token is valid from " + begin.toInstant();
        }
        return isSpelled(claims.getSubject(), name) ? null : "token is for another name than '" + name + "'";
    }

    private static boolean isSpelled(@Nullable String subject, String name) {
        try {
            return subject != null && Names.person(subject).equals(name);
        } catch (Refusal _) {
            return false;
        }
    }
}
