package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.list.Origin;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class StampTest {
    private static final String WITH_JFIF = "ffd8" + "ffe000104a46494600010100000100010000" + "ffda0102ffd9";
    private static final String WITHOUT_JFIF = "ffd8" + "ffdb0102ffd9";
    private static final String PNG = "89504e470d0a1a0a" + "0000000d49484452000000010000000108000000003a7e9b55"
            + "0000000a49444154789c6360000000020001e5273ed4" + "0000000049454e44ae426082";
    private static final String WEBP = "524946460c0000005745425056503820000000ff";
    private static final String AVIF = "00000014667479706176696600000000617669660000000c6d64617401020304";

    private final Origin origin =
            new Origin("0123456789abcdef", 4711, "2024-05-06T07:08:09.123456789Z/0123456789abcdef");

    @ParameterizedTest
    @CsvSource({"JPEG," + WITH_JFIF, "JPEG," + WITHOUT_JFIF, "PNG," + PNG, "WEBP," + WEBP, "AVIF," + AVIF})
    void comes_out_as_it_went_in(OutputFormat format, String hex) {
        for (String recipe : new String[] {"256 px quality 80", "64 px quality 80"}) { // an odd and an even length
            byte[] picture = HexFormat.of().parseHex(hex);
            var stamp = new Stamp(origin, recipe, picture.length);

            byte[] sealed = Envelope.seal(format, picture, stamp.text());

            assertThat(resident(sealed)).isEqualTo(new Resident(sealed.length, true, stamp, true, "now"));
        }
    }

    @Test
    void stands_behind_the_jfif_segment_which_has_to_be_the_first() {
        byte[] sealed = sealed(WITH_JFIF);

        assertThat(HexFormat.of().formatHex(sealed))
                .startsWith("ffd8ffe000104a46494600010100000100010000fffe")
                .endsWith("ffda0102ffd9");
    }

    @Test
    void says_that_a_file_of_another_size_is_not_whole() {
        byte[] sealed = sealed(WITH_JFIF);

        Resident cut = resident(Arrays.copyOf(sealed, sealed.length - 1));

        assertThat(cut).matches(Resident::made).matches(resident -> !resident.whole());
    }

    @Test
    void is_not_found_in_a_file_that_is_cut_anywhere_inside_of_it() {
        byte[] sealed = sealed(WITH_JFIF);
        int end = sealed.length - "ffda0102ffd9".length() / 2;

        for (int length = 0; length < end; length++) {
            assertThat(resident(Arrays.copyOf(sealed, length)).made()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ffd8",
                WITH_JFIF,
                WITHOUT_JFIF,
                PNG,
                WEBP,
                AVIF,
                "ffd8fffe0000",
                "ffd8fffe0002ffd9",
                "ffd8fffe0005616263ffd9",
                "ffd8ffe0ffff",
                "52494646534c5549",
                "52494646534c5549ffffffff",
                "89504e470d0a1a0a"
            })
    void is_not_found_where_there_is_none(String hex) {
        assertThat(resident(HexFormat.of().parseHex(hex)).made()).isFalse();
    }

    @Test
    void one_of_another_version_of_the_program_is_one_whose_photo_is_not_known() {
        byte[] sealed = Envelope.seal(
                OutputFormat.JPEG, HexFormat.of().parseHex(WITH_JFIF), "sluice thumbs 9; and what will be in it");

        assertThat(resident(sealed)).matches(Resident::made).matches(resident -> resident.stamp() == null);
    }

    private byte[] sealed(String hex) {
        byte[] picture = HexFormat.of().parseHex(hex);
        return Envelope.seal(OutputFormat.JPEG, picture, new Stamp(origin, "256 px quality 80", picture.length).text());
    }

    private static Resident resident(byte[] file) {
        byte[] head = Arrays.copyOf(file, Math.min(file.length, Resident.END_BYTES));
        byte[] tail = Arrays.copyOfRange(file, Math.max(0, file.length - Resident.END_BYTES), file.length);
        return Resident.of(head, tail, file.length, "now");
    }
}
