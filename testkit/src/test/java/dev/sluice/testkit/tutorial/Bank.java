package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;

/** Accounts that are channels of one value: who receives it has the account. Two opposite transfers may wait for each other. */
class Bank {
    final Channel<Integer> alice = account("alice");
    final Channel<Integer> bob = account("bob");

    private static Channel<Integer> account(String owner) {
        Channel<Integer> account = Channel.named(owner).buffered(1);
        account.offer(100);
        return account;
    }

    void transfer(Channel<Integer> from, Channel<Integer> to, int amount) throws InterruptedException {
        int balance = from.receive();
        int other = to.receive();
        from.send(balance - amount);
        to.send(other + amount);
    }
}
