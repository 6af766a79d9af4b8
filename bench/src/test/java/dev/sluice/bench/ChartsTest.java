package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xml.sax.InputSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class ChartsTest {
    @Test
    void dots_have_a_row_for_each_line_and_a_mark_for_each_column_but_the_first() throws Exception {
        String chart = Charts.of(Group.CHANNELS, List.of(Figures.pingPong())).orElseThrow();

        mustBeXml(chart);
        assertThat(chart)
                .contains("ping-pong</text>", "Jox: 2.50 (2.00–3.00)", "SynchronousQueue: 0.50 (0.50–0.50)")
                .doesNotContain("Exchanger:");
    }

    @Test
    void lines_are_drawn_over_the_time_of_an_item() throws Exception {
        var line = new Report.Line(
                "pays",
                "pays",
                "items of 80 steps",
                Question.Unit.TIME,
                80.0,
                List.of(
                        Figures.entry("sequential", "sequential", Figures.round(1.5)),
                        Figures.entry("workers", "workers", Figures.round(15))));

        String chart = Charts.of(Group.PAYS, List.of(line)).orElseThrow();

        mustBeXml(chart);
        assertThat(chart).contains("workers, 120 ns: 0.10</title>");
    }

    @Test
    void there_is_none_of_bytes() {
        assertThat(Charts.of(Group.ALLOCATION, List.of(Figures.pingPong()))).isEmpty();
        assertThat(Charts.of(Group.CHANNELS, List.of())).isEmpty();
    }

    @Test
    void a_scale_ends_at_ticks_outside_of_its_values() {
        LogScale scale = LogScale.around(0.3, 21, 0, 100);

        assertThat(scale.ticks(10)).containsExactly(0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0);
        assertThat(scale.at(0.2)).isZero();
        assertThat(scale.at(50)).isEqualTo(100);
        assertThat(scale.ticks(4)).containsExactly(1.0, 10.0);
    }

    private static void mustBeXml(String text) throws Exception {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
