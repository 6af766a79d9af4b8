package dev.sluice.chat.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SafeTextTest {
    @Test
    void leaves_ordinary_text_alone() {
        var text = "Grüße, 世界, שלום, 👩\u200d👩\u200d👧, <b>\"'\\";

        assertThat(SafeText.of(text)).isEqualTo(text);
    }

    @Test
    void writes_out_what_commands_a_terminal() {
        assertThat(SafeText.of("\u001b[2J\u001b]0;title\u0007\u009b31m\r\b\u0000\u007f"))
                .isEqualTo("\\u{1b}[2J\\u{1b}]0;title\\u{7}\\u{9b}31m\\u{d}\\u{8}\\u{0}\\u{7f}");
    }

    @Test
    void writes_out_what_hides_or_turns_text_round() {
        assertThat(SafeText.of("\u202etxt.exe\u202c\u2066\u200b\ufeff\u2028"))
                .isEqualTo("\\u{202e}txt.exe\\u{202c}\\u{2066}\\u{200b}\\u{feff}\\u{2028}");
    }

    @Test
    void a_line_can_t_pass_for_another_one_s() {
        assertThat(SafeText.of("hi\n10:00 #lobby joe: I owe you\t5"))
                .isEqualTo("hi\n    10:00 #lobby joe: I owe you    5");
    }
}
