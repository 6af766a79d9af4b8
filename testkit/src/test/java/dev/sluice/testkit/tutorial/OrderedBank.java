package dev.sluice.testkit.tutorial;

import dev.sluice.Channel;

/** The bank, corrected: the accounts are taken in one order, whatever the direction. */
final class OrderedBank extends Bank {
    @Override
    void transfer(Channel<Integer> from, Channel<Integer> to, int amount) throws InterruptedException {
        if (from == alice) {
            super.transfer(alice, bob, amount);
        } else {
            super.transfer(alice, bob, -amount);
        }
    }
}
