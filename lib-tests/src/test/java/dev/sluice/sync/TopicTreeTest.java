package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@NullUnmarked
class TopicTreeTest {
    @ParameterizedTest
    @CsvSource({
        "a.b.c, a.b.c, true",
        "a.b.c, a.b, false",
        "a.b, a.b.c, false",
        "a.*.c, a.b.c, true",
        "a.*.c, a.b.d, false",
        "*, a, true",
        "*, a.b, false",
        "*.*, a.b, true",
        "a.*, a, false",
        "a.>, a.b, true",
        "a.>, a.b.c.d, true",
        "a.>, a, false",
        "a.>, b.a, false",
        ">, a, true",
        ">, a.b.c, true",
        "*.b.>, a.b.c, true",
        "*.b.>, a.b, false",
        "a.b, a.B, false",
    })
    void a_pattern_matches_as_nats_has_it(String pattern, String name, boolean matches) {
        var tree = new TopicTree<String>();
        tree.add(TopicTree.patternTokens(pattern), "it");

        assertThat(tree.match(TopicTree.nameTokens(name))).hasSize(matches ? 1 : 0);
        assertThat(TopicTree.matches(TopicTree.patternTokens(pattern), TopicTree.nameTokens(name)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.>.b", "a*", "*a.b", "a.b>", "**"})
    void rejects_what_is_no_pattern(String pattern) {
        assertThatThrownBy(() -> TopicTree.patternTokens(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(", was \"" + pattern + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "*", "a.>", "a.*.b", "a*"})
    void rejects_what_is_no_name(String name) {
        assertThatThrownBy(() -> TopicTree.nameTokens(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(", was \"" + name + "\"");
    }

    /** The tree has to agree with the plain comparison, whatever is added and removed. */
    @Test
    void the_tree_finds_what_the_comparison_finds() {
        var random = new Random(29);
        var tree = new TopicTree<Integer>();
        var registered = new ArrayList<List<String>>();
        for (int round = 0; round < 1_001; round++) {
            if (registered.size() > 40) {
                int index = random.nextInt(registered.size());
                List<String> pattern = registered.get(index);
                if (pattern != null) {
                    assertThat(tree.remove(pattern, index)).isTrue();
                    assertThat(tree.remove(pattern, index)).isFalse();
                    registered.set(index, null);
                }
            }
            List<String> pattern = TopicTree.patternTokens(random(random, "a", "b", "*", ">"));
            tree.add(pattern, registered.size());
            registered.add(pattern);
            List<String> name = TopicTree.nameTokens(random(random, "a", "b", "c", "a"));

            var expected = new ArrayList<Integer>();
            for (int i = 0; i < registered.size(); i++) {
                if (registered.get(i) != null && TopicTree.matches(registered.get(i), name)) {
                    expected.add(i);
                }
            }
            assertThat(tree.match(name)).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(tree.all()).hasSize(tree.size());
        for (int i = 0; i < registered.size(); i++) {
            if (registered.get(i) != null) {
                tree.remove(registered.get(i), i);
            }
        }
        assertThat(tree.size()).isZero();
        assertThat(tree.all()).isEmpty();
    }

    private static String random(Random random, String... tokens) {
        var text = new StringBuilder();
        int length = random.nextInt(4) + 1;
        for (int i = 0; i < length; i++) {
            String token = tokens[random.nextInt(tokens.length)];
            text.append(i == 0 ? "" : ".").append(token);
            if (token.equals(">")) {
                break;
            }
        }
        return text.toString();
    }
}
