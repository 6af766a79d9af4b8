package dev.sluice.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the patterns that a topic's name matches, in a tree of their tokens.
 *
 * <p>Not safe for use by several threads at a time.
 *
 * @param <S> the type of what is registered with a pattern
 */
final class TopicTree<S> {
    static final String ONE = "*";
    static final String REST = ">";

    private static final class Node<S> {
        final Map<String, Node<S>> next = new HashMap<>();

        /** Registered with a pattern that ends here, and with one that ends in the rest after here. */
        final Set<S> here = new LinkedHashSet<>();

        final Set<S> rest = new LinkedHashSet<>();

        boolean isEmpty() {
            return next.isEmpty() && here.isEmpty() && rest.isEmpty();
        }
    }

    private final Node<S> root = new Node<>();
    private int size;

    /** Splits a name into its tokens, and checks them. */
    static List<String> nameTokens(String name) {
        List<String> tokens = split("topic", name);
        for (String token : tokens) {
            if (isWildcard(token)) {
                throw new IllegalArgumentException("topic must have no wildcard, was \"" + name + "\"");
            }
        }
        return tokens;
    }

    /** Splits a pattern into its tokens, and checks them. */
    static List<String> patternTokens(String pattern) {
        List<String> tokens = split("pattern", pattern);
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (isWildcard(token) && token.length() > 1) {
                throw new IllegalArgumentException("a wildcard must be a token by itself, was \"" + pattern + "\"");
            }
            if (token.equals(REST) && i < tokens.size() - 1) {
                throw new IllegalArgumentException("\">\" must be the last token, was \"" + pattern + "\"");
            }
        }
        return tokens;
    }

    static boolean isWildcard(String token) {
        return token.contains(ONE) || token.contains(REST);
    }

    private static List<String> split(String what, String text) {
        var tokens = new ArrayList<String>();
        for (int from = 0; from <= text.length(); ) {
            int dot = text.indexOf('.', from);
            int end = dot < 0 ? text.length() : dot;
            if (end == from) {
                throw new IllegalArgumentException(what + " must have no empty token, was \"" + text + "\"");
            }
            tokens.add(text.substring(from, end));
            from = end + 1;
        }
        if (text.endsWith(".")) {
            throw new IllegalArgumentException(what + " must have no empty token, was \"" + text + "\"");
        }
        return tokens;
    }

    static boolean matches(List<String> pattern, List<String> name) {
        for (int i = 0; i < pattern.size(); i++) {
            if (i == name.size()) {
                return false;
            }
            String token = pattern.get(i);
            if (token.equals(REST)) {
                return true;
            }
            if (!token.equals(ONE) && !token.equals(name.get(i))) {
                return false;
            }
        }
        return pattern.size() == name.size();
    }

    void add(List<String> pattern, S registered) {
        Node<S> node = root;
        for (String token : pattern) {
            if (token.equals(REST)) {
                size += node.rest.add(registered) ? 1 : 0;
                return;
            }
            node = node.next.computeIfAbsent(token, _ -> new Node<>());
        }
        size += node.here.add(registered) ? 1 : 0;
    }

    /** Takes out what was registered, and the nodes that are empty then; returns whether it was there. */
    boolean remove(List<String> pattern, S registered) {
        boolean removed = remove(root, pattern, 0, registered);
        size -= removed ? 1 : 0;
        return removed;
    }

    private boolean remove(Node<S> node, List<String> pattern, int at, S registered) {
        if (at == pattern.size()) {
            return node.here.remove(registered);
        }
        String token = pattern.get(at);
        if (token.equals(REST)) {
            return node.rest.remove(registered);
        }
        Node<S> next = node.next.get(token);
        boolean removed = next != null && remove(next, pattern, at + 1, registered);
        if (next != null && next.isEmpty()) {
            node.next.remove(token);
        }
        return removed;
    }

    /** Returns all that is registered with a pattern that this name matches. */
    List<S> match(List<String> name) {
        var found = new ArrayList<S>();
        match(root, name, 0, found);
        return List.copyOf(found);
    }

    private void match(@Nullable Node<S> node, List<String> name, int at, List<S> found) {
        if (node == null) {
            return;
        }
        if (at == name.size()) {
            found.addAll(node.here);
            return;
        }
        found.addAll(node.rest);
        match(node.next.get(name.get(at)), name, at + 1, found);
        match(node.next.get(ONE), name, at + 1, found);
    }

    List<S> all() {
        var found = new ArrayList<S>(size);
        collect(root, found);
        return found;
    }

    private void collect(Node<S> node, List<S> found) {
        found.addAll(node.here);
        found.addAll(node.rest);
        node.next.values().forEach(next -> collect(next, found));
    }

    int size() {
        return size;
    }
}
