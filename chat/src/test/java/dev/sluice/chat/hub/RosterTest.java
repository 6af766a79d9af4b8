package dev.sluice.chat.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class RosterTest {
    private final Roster roster = new Roster();

    private void addAll(int from, int to) {
        IntStream.range(from, to).forEach(i -> roster.add("n" + i));
    }

    @Test
    void those_that_came_first_are_named_and_the_others_counted() {
        addAll(0, 10_000);

        Roster.Change change = Objects.requireNonNull(roster.tell());

        assertThat(change.joined()).hasSize(Roster.NAMED).startsWith("n0", "n1").endsWith("n199");
        assertThat(change.size()).isEqualTo(10_000);
        assertThat(roster.isLarge()).isTrue();
        assertThat(roster.toldWith("n9999")).hasSize(Roster.NAMED + 1).endsWith("n9999");
        assertThat(roster.toldWith("n5")).hasSize(Roster.NAMED);
    }

    @Test
    void when_a_named_one_goes_the_next_is_named() {
        addAll(0, Roster.NAMED + 2);
        roster.tell();

        roster.remove("n7");
        roster.remove("n201");

        assertThat(roster.tell()).isEqualTo(new Roster.Change(List.of("n200"), List.of("n7"), Roster.NAMED));
        assertThat(roster.isLarge()).isFalse();
    }

    @Test
    void one_that_comes_and_goes_in_between_is_told_to_none() {
        addAll(0, 2);
        roster.tell();

        roster.add("guest");
        assertThat(roster.toldWith("n0")).as("what one that comes now is told").containsExactly("n0", "n1");
        roster.remove("guest");

        assertThat(roster.tell()).isNull();
    }

    /** A client, and the names it knows. */
    private record Client(String own, Set<String> known) {}

    @Test
    void each_client_knows_the_same_names_whenever_it_has_come() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        Set<String> present = new HashSet<>();
        List<Client> clients = new ArrayList<>();
        for (int step = 0; step < 1_500; step++) {
            String name = "n" + random.nextInt(600);
            if (present.add(name)) {
                roster.add(name);
                clients.add(new Client(name, new HashSet<>(roster.toldWith(name))));
            } else if (random.nextBoolean()) {
                present.remove(name);
                roster.remove(name);
            }
            Roster.Change change = random.nextInt(20) == 0 ? roster.tell() : null;
            if (change != null) {
                assertThat(change.size()).as("seed %d", seed).isEqualTo(present.size());
                Set<String> named = without("none", roster.toldWith("none"));
                for (Client client : clients) {
                    client.known().addAll(change.joined());
                    client.known().removeAll(change.left());
                    assertThat(without(client.own(), client.known()))
                            .as("seed %d", seed)
                            .isEqualTo(without(client.own(), named));
                }
            }
        }
    }

    private static Set<String> without(String name, Collection<String> names) {
        Set<String> others = new HashSet<>(names);
        others.remove(name);
        return others;
    }
}
