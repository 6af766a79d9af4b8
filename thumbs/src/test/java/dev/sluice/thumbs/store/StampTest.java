package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class StampTest {
    private static final String WITH_JFIF = "ffd8" + "ffe000104a46494600010100000100010000" + "ffda0102ffd9";
    private static final String WITHOUT_JFIF = "ffd8" + "ffdb0102ffd9";

    private final Origin origin = new Origin("0123456789abcdef", 4711, Instant.parse("2024-05-06T07:08:09.123456789Z"));

    @ParameterizedTest
    @ValueSource(strings = {WITH_JFIF, WITHOUT_JFIF})
    void comes_out_as_it_went_in(String hex) {
        byte[] jpeg = HexFormat.of().parseHex(hex);
        var stamp = new Stamp(origin, "256 px quality 80", "123-abc", jpeg.length);

        byte[] stamped = stamp.into(jpeg);

        Stamp.Found found = Stamp.find(stamped, stamped.length);
        assertThat(found).isEqualTo(new Stamp.Found(stamp, true));
    }

    @Test
    void stands_behind_the_jfif_segment_which_has_to_be_the_first() {
        byte[] jpeg = HexFormat.of().parseHex(WITH_JFIF);

        byte[] stamped = new Stamp(origin, "256 px quality 80", "123-abc", jpeg.length).into(jpeg);

        assertThat(HexFormat.of().formatHex(stamped))
                .startsWith("ffd8ffe000104a46494600010100000100010000fffe")
                .endsWith("ffda0102ffd9");
    }

    @Test
    void says_that_a_file_of_another_size_is_not_whole() {
        byte[] jpeg = HexFormat.of().parseHex(WITH_JFIF);
        byte[] stamped = new Stamp(origin, "256 px quality 80", "123-abc", jpeg.length).into(jpeg);

        Stamp.Found found = Stamp.find(stamped, stamped.length - 1);

        assertThat(found).isNotNull().extracting(Stamp.Found::whole).isEqualTo(false);
    }

    @Test
    void is_not_found_in_a_file_that_is_cut_anywhere_inside_of_it() {
        byte[] jpeg = HexFormat.of().parseHex(WITH_JFIF);
        byte[] stamped = new Stamp(origin, "256 px quality 80", "123-abc", jpeg.length).into(jpeg);
        int end = stamped.length - "ffda0102ffd9".length() / 2;

        for (int length = 0; length < end; length++) {
            assertThat(Stamp.find(Arrays.copyOf(stamped, length), length)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ffd8",
                WITH_JFIF,
                WITHOUT_JFIF,
                "ffd8fffe0000",
                "ffd8fffe0002ffd9",
                "ffd8fffe0005616263ffd9",
                "ffd8ffe0ffff"
            })
    void is_not_found_where_there_is_none(String hex) {
        byte[] file = HexFormat.of().parseHex(hex);

        assertThat(Stamp.find(file, file.length)).isNull();
    }

    @Test
    void an_origin_tells_photos_apart_without_their_paths() {
        Origin one = Origin.of(Path.of("private/a.jpg"), 1, Instant.EPOCH);
        Origin same = Origin.of(Path.of("private/../private/a.jpg"), 1, Instant.EPOCH);
        Origin other = Origin.of(Path.of("public/a.jpg"), 1, Instant.EPOCH);

        assertThat(one).isEqualTo(same).isNotEqualTo(other);
        assertThat(one.photo()).matches("[0-9a-f]{16}");
    }
}
