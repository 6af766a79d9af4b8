package dev.sluice.chat.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ProtocolException;
import dev.sluice.chat.protocol.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SayingTest {
    private static final long DUE = 0x123456789abcdefL;

    @Test
    void is_a_message_of_the_protocol() throws ProtocolException {
        var say = (ClientMessage.Say) ClientCodec.decode(payload(new Saying("lobby", 128, true), 7));

        assertThat(say.target()).isEqualTo(new Target.Room("lobby"));
        assertThat(say.content()).hasSize(128).startsWith("@0123456789abcdef");
        assertThat(say.id()).isEqualTo("0000000000000007");
    }

    @Test
    void has_no_id_where_no_acknowledgement_is_wanted() throws ProtocolException {
        var say = (ClientMessage.Say) ClientCodec.decode(payload(new Saying("lobby", 128, false), 7));

        assertThat(say.id()).isNull();
    }

    @Test
    void is_only_text_for_a_server_without_protocol() {
        assertThat(new String(payload(new Saying(null, 20, true), 7), UTF_8)).isEqualTo("@0123456789abcdefxxx");
    }

    @Test
    void carries_the_time_when_it_was_due() {
        ByteBuf said = Unpooled.wrappedBuffer(payload(new Saying("lobby", 128, true), 7));
        int mark = said.indexOf(0, said.writerIndex(), (byte) Saying.MARK);

        assertThat(Saying.due(said, mark)).isEqualTo(DUE);
    }

    /** Returns what is in a frame. */
    private static byte[] payload(Saying saying, long number) {
        ByteBuf frame = saying.frame(UnpooledByteBufAllocator.DEFAULT, DUE, number);
        try {
            frame.skipBytes(1);
            int length = frame.readByte() & 0x7f;
            byte[] payload = new byte[length == 126 ? frame.readUnsignedShort() : length];
            frame.skipBytes(4).readBytes(payload);
            assertThat(frame.isReadable()).isFalse();
            return payload;
        } finally {
            frame.release();
        }
    }
}
