package dev.sluice.chat.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reverse proxies that are trusted to say whose requests they pass on. Each appends the address that it sees to the header {@code
 * X-Forwarded-For}; what stands to the left of the first address that isn't a trusted proxy was written by the client.
 */
public final class Proxies {
    /** Trusts none. */
    public static final Proxies NONE = new Proxies(List.of());

    private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):[0-9]+|\\[([0-9a-fA-F:.]+)](?::[0-9]+)?");

    private final List<IpSubnetFilterRule> networks;

    private Proxies(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    /**
     * Returns proxies at these addresses.
     *
     * @param networks addresses, and networks such as 10.0.0.0/8 or fd00::/8
     * @throws IllegalArgumentException if one of them is neither; the message says which
     */
    public static Proxies of(Collection<String> networks) {
        var rules = new ArrayList<IpSubnetFilterRule>();
        for (String network : networks) {
            rules.add(rule(network));
        }
        return new Proxies(List.copyOf(rules));
    }

    private static IpSubnetFilterRule rule(String network) {
        int slash = network.indexOf('/');
        InetAddress address = parsed(slash < 0 ? network : network.substring(0, slash));
        if (address != null) {
            int bits = 8 * address.getAddress().length;
            String prefix = slash < 0 ? String.valueOf(bits) : network.substring(slash + 1);
            if (prefix.matches("[0-9]{1,3}") && Integer.parseInt(prefix) <= bits) {
                return new IpSubnetFilterRule(address, Integer.parseInt(prefix), IpFilterRuleType.ACCEPT);
            }
        }
        throw new IllegalArgumentException("an address, or a network such as 10.0.0.0/8, was " + network);
    }

    /** Returns whether what this address says of others is believed. */
    boolean trust(@Nullable InetAddress address) {
        if (address == null) {
            return false;
        }
        var socket = new InetSocketAddress(address, 0);
        return networks.stream().anyMatch(network -> network.matches(socket));
    }

    /**
     * Returns the address of the client that a proxy passes on a request of.
     *
     * @param proxy the address of the proxy, which is trusted
     * @param forwarded the values of {@code X-Forwarded-For}, in the order of the request
     */
    InetAddress client(InetAddress proxy, List<String> forwarded) {
        InetAddress client = proxy;
        List<String> path = List.of(String.join(",", forwarded).split(",", -1));
        for (String each : path.reversed()) {
            InetAddress address = parsed(withoutPort(each.strip()));
            if (address == null) {
                return client;
            }
            client = address;
            if (!trust(address)) {
                return client;
            }
        }
        return client;
    }

    private static String withoutPort(String address) {
        Matcher parts = WITH_PORT.matcher(address);
        if (!parts.matches()) {
            return address;
        }
        return parts.group(1) == null ? parts.group(2) : parts.group(1);
    }

    /** Returns an address without asking for names, or null. */
    private static @Nullable InetAddress parsed(String address) {
        return NetUtil.createInetAddressFromIpAddressString(address);
    }
}
