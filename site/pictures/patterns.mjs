// The pictures of docs/patterns.md, named by the headings of its sections.

import { cancelled as stopped, code, failed, go, graph, note, point, queue, scope, send, signal, waits } from './graph.mjs';
import { cancelled, code as other, event, fails, heading, lane, moment, said, timeline, waits as idle, works } from './timeline.mjs';

export const pictures = {
  legend: graph('What the pictures show',
    go('running', 0, 0), waits('waiting', 0.75, 0), failed('failed', 1.5, 0), stopped('cancelled', 2.25, 0), code('other code', 3.1, 0),
    note(0, 0.6, 'goroutine'), note(0.75, 0.6, 'waits'), note(1.5, 0.6, 'has failed'), note(2.25, 0.6, 'is cancelled'), note(3.1, 0.6, 'no goroutine'),
    point('a', -0.3, 1.35), point('b', 0.9, 1.35), send('a', 'b', '2 1'), note(0.3, 1.75, 'channel, with values'),
    queue('buffer', 1.75, 1.35, 4, '2 1'), note(1.75, 1.75, 'buffered channel'),
    point('c', 2.7, 1.35), point('d', 3.5, 1.35), signal('c', 'd'), note(3.1, 1.75, 'signal')),

  pipeline: graph('A pipeline: each value passes through all stages, and all stages work at the same time',
    go('generate', 0, 0), go('square', 1.3, 0), go('again', 2.6, 0, 'square'), code('print', 3.9, 0),
    send('generate', 'square', '5 4'), send('square', 'again', '9'), send('again', 'print', '16'),
    note(0.65, 0.62, 'a channel between two stages')),

  generator: graph('A generator: values are produced as they are received, until the receiver leaves',
    go('generate', 0, 0), go('double', 1.3, 0), go('add', 2.6, 0, 'add 1'), code('loop', 3.9, 0, 'loop'),
    send('generate', 'double', '8'), send('double', 'add', '14'), send('add', 'loop', '13'),
    signal('loop', 'generate', 'leaves: the scope cancels all stages', { bend: 1.2 })),

  'fan-out-and-fan-in': graph('Fan-out and fan-in: each value goes to one branch that is free, and the results are merged',
    go('generate', 0, 1), go('t1', 1.5, 0, 'test'), go('t2', 1.5, 1, 'test'), go('t3', 1.5, 2, 'test'), go('merge', 3, 1), code('filter', 4.1, 1, 'filter'),
    send('generate', 't1', '1'), send('generate', 't2', '2'), send('generate', 't3', '3'),
    send('t1', 'merge', '~a'), send('t2', 'merge', '~b'), send('t3', 'merge', '~c'), send('merge', 'filter', '~d')),

  'worker-pool': graph('A worker pool: a fixed number of workers share a queue of jobs',
    go('submit', 0, 1), queue('jobs', 1.2, 1, 5, '7 6 5', 'jobs'),
    go('w1', 2.5, 0, 'worker'), go('w2', 2.5, 1, 'worker'), go('w3', 2.5, 2, 'worker'),
    code('read', 4, 1, 'results'),
    send('submit', 'jobs', '8'), send('jobs', 'w1', '4'), send('jobs', 'w2'), send('jobs', 'w3', '3'),
    send('w1', 'read', '~1'), send('w2', 'read', '!2'), send('w3', 'read')),

  'select-in-a-loop': graph('A select in a loop: the first operation that is ready is performed, and the loop goes on',
    queue('jobs', 0, 0, 3, '', 'jobs'), queue('orders', 0, 1, 3, '4', 'orders'), code('timeout', 0, 2), code('done', 0, 3),
    waits('select', 1.6, 1.5), code('handle', 3, 1.5, 'handle 4'),
    send('jobs', 'select'), send('orders', 'select', '4'), signal('timeout', 'select'), signal('done', 'select'),
    send('select', 'handle', '', { label: 'ready' }), send('handle', 'select', '', { bend: -1.2, label: 'next round' })),

  'or-channel': graph('The or-channel: it is closed as soon as one of its signals is',
    code('a', 0, 0, 'after 2 h'), code('b', 0, 1, 'after 1 s'), code('c', 0, 2, 'after 1 h'), go('or', 1.5, 1), code('reader', 2.9, 1, 'loop ends'),
    send('a', 'or'), signal('b', 'or'), send('c', 'or'), signal('or', 'reader', 'closed')),

  'or-done': graph('Or-done: the loop ends when the channel is closed, or when a signal comes',
    go('sensor', 0, 0), go('orDone', 1.5, 0), code('loop', 3, 0), code('alarm off', 1.5, 1.3),
    send('sensor', 'orDone', 'smoke'), send('orDone', 'loop', 'smoke'), signal('alarm off', 'orDone')),

  tee: graph('A tee: each value goes to both receivers',
    code('commands', 0, 0.5), go('tee', 1.3, 0.5), go('execute', 2.6, 0), go('audit', 2.6, 1),
    send('commands', 'tee', '3 2'), send('tee', 'execute', '1'), send('tee', 'audit', '1')),

  bridge: graph('A bridge: a channel of channels becomes one channel, one inner channel after the other',
    scope('a channel of channels', 0, 0, 0.62, 1.24),
    queue('p1', 0.6, 0, 3, '3'), queue('p2', 0.6, 0.62, 3, '~6 ~5 ~4'), queue('p3', 0.6, 1.24, 3, '8 7'),
    note(0, 0, 'page 1'), note(0, 0.62, 'page 2'), note(0, 1.24, 'page 3'),
    go('bridge', 2, 0), code('loop', 3.5, 0), send('p1', 'bridge'), send('bridge', 'loop', '2 1')),

  queue: graph('A queue: the fast stage runs ahead until the queue is full, and then waits',
    waits('fast', 0, 0, 'fast stage'), queue('full', 1.6, 0, 6, '7 6 5 4 3 2', 'full: the sender waits'), go('slow', 3.1, 0, 'slow stage'),
    send('fast', 'full', '8'), send('full', 'slow', '1')),

  'errors-as-results': graph('Errors as results: a failure travels as a value, and the receiver judges it',
    go('check', 0, 0), code('receiver', 1.9, 0),
    send('check', 'receiver', 'page !404 page'), code('use', 3.1, -0.5, 'use the page'), code('report', 3.1, 0.5, 'count it'),
    send('receiver', 'use'), send('receiver', 'report')),

  'error-group': timeline('An error group: the first failure cancels the other calls and is thrown to the caller',
    [
      lane('/user', works(4, 30, 'done')),
      lane('/orders', works(4, 40), fails(40, 50, 'fails')),
      lane('/offers', works(4, 50), cancelled(50, 66, 'stopped')),
      lane('caller', idle(4, 66, 'join'), fails(66, 92, 'IOException')),
    ],
    moment(50, 'cancel', [0, 2])),

  'several-at-once-in-one-line': timeline('par needs all, race takes the first that ends, firstSuccess the first that succeeds, timeout limits one call',
    [
      heading('par'), lane('a', works(0, 40)), lane('b', works(0, 60), said(60, 'both results')),
      heading('race'), lane('a', fails(0, 40), said(40, 'its failure')), lane('b', works(0, 40), cancelled(40, 52)),
      heading('firstSuccess'), lane('a', fails(0, 25)), lane('b', works(0, 50), said(50, 'its result')), lane('c', works(0, 50), cancelled(50, 62)),
      heading('timeout'), lane('a', works(0, 55), cancelled(55, 67), said(67, 'a TimeoutException')),
    ]),

  'work-that-makes-work': graph('Work that makes work: a goroutine for a subtree while there is a slot, and else the caller does it itself',
    go('photos', 1.5, 0), go('2024', 0.5, 1.2), go('2025', 2.5, 1.2),
    go('may', 0, 2.4), code('june', 1, 2.4), code('july', 2, 2.4), go('august', 3, 2.4),
    ...['photos 2024', 'photos 2025', '2024 may', '2024 june', '2025 july', '2025 august']
      .map(pair => pair.split(' ')).map(([parent, child]) => send(parent, child, '', { down: true })),
    note(1.5, 3.05, 'grey: no slot was free, so the caller walks it')),

  futures: timeline('Futures: results that are awaited together, and a slow one that is no longer needed',
    [
      lane('flight', works(3, 35, '120')),
      lane('hotel', works(3, 55, '80')),
      lane('slow', works(3, 75), cancelled(75, 92, 'stopped')),
      lane('caller', idle(3, 55, 'all(flight, hotel)'), other(55, 75, 'sum: 200'), idle(75, 92, 'close')),
    ],
    moment(75, 'end of the scope', [0, 3])),

  'deadlines-and-cancellation': timeline('A deadline: it applies to everything in the scope, and wakes every wait',
    [
      lane('profile', works(0, 24)),
      lane('orders', works(0, 36)),
      lane('offer', works(36, 70), cancelled(70, 90, 'interrupted')),
      lane('caller', idle(0, 36, 'join'), idle(36, 70, 'join, what is left'), idle(70, 90), fails(90, 100, 'throws')),
    ],
    moment(70, 'deadline: 50 ms')),

  'a-thread-of-its-own': graph('A thread of its own: start() starts a thread that runs the block of a scope, stop() closes its input and waits',
    code('container', 0, 0.5), queue('letters', 1.5, 0, 4, '3 2', 'letters'), go('send', 3, 0, 'send'), code('thread', 3, 1, 'owner: join'),
    scope('scope mailer', 3, 0, 3, 1),
    send('container', 'letters', '4', { label: '' }), send('letters', 'send', '1'),
    signal('container', 'thread'), note(1.1, 1.25, 'stop: close, wait, then cancel')),

  'values-of-a-context': graph('Values of a context: they travel into every goroutine, and a closer value hides one further out',
    code('main', 0, 0, 'request'), go('order', 1.9, 0, 'order'), go('payment', 3.6, 0, 'payment'),
    scope('TRACE = 42.1', 3.6, 0, 3.6, 0.45), scope('USER = ada, TRACE = 42', 1.9, -0.55, 3.85, 0.75),
    note(1.9, 0.55, 'ada, 42'), note(3.6, 0.55, 'ada, 42.1'),
    send('main', 'order', '', {}), send('order', 'payment', '')),

  semaphore: graph('A semaphore: a goroutine with a permit goes on, and the others wait for their turn',
    waits('g5', 0, 0.5, 'order 5'), waits('g4', 0, 1.5, 'order 4'), queue('permits', 1.3, 1, 3, '3 2 1', '3 permits, all taken'),
    go('g3', 2.7, 0, 'order 3'), go('g2', 2.7, 1, 'order 2'), go('g1', 2.7, 2, 'order 1'), code('database', 4, 1),
    send('g5', 'permits'), send('g4', 'permits'), send('permits', 'g3'), send('permits', 'g2'), send('permits', 'g1'),
    send('g3', 'database'), send('g2', 'database'), send('g1', 'database')),

  barrier: timeline('A barrier: in each step, goroutines wait until all of them have arrived',
    [
      lane('worker 1', works(0, 20, 'step 1'), idle(20, 38), works(38, 78, 'step 2')),
      lane('worker 2', works(0, 38, 'step 1'), works(38, 58, 'step 2'), idle(58, 78)),
      lane('worker 3', works(0, 28, 'step 1'), idle(28, 38), works(38, 66, 'step 2'), idle(66, 78)),
    ],
    moment(38, 'all have arrived'), moment(78, 'all have arrived')),

  'single-flight': timeline('Single flight: callers that ask for what is already being fetched get its result',
    [
      lane('load', works(5, 65, 'SELECT … WHERE id = ada')),
      lane('caller 1', idle(5, 65), event(65, 'ada')),
      lane('caller 2', idle(18, 65), event(65, 'ada')),
      lane('caller 3', idle(47, 65), event(65, 'ada')),
    ]),

  'publish-and-subscribe': graph('Publish and subscribe: each subscriber has a buffer and a policy of its own',
    code('publisher', 0, 1), code('topic', 1.3, 1), queue('books', 2.7, 0, 4, '2 1', 'orders.>  BLOCK'),
    queue('warehouse', 2.7, 1, 4, '1', 'orders.eu.*  BLOCK'), queue('display', 2.7, 2, 2, '3 2', 'orders.>  DROP_OLDEST'),
    go('r1', 4.1, 0, 'books'), go('r2', 4.1, 1, 'warehouse'), waits('r3', 4.1, 2, 'display'),
    send('publisher', 'topic', '3'), send('topic', 'books'), send('topic', 'warehouse'), send('topic', 'display'),
    send('books', 'r1'), send('warehouse', 'r2'), send('display', 'r3', '', {})),

  'rate-limiter': timeline('A rate limiter: a burst of calls is let through at a steady rate',
    [
      lane('call 1', event(2, '1'), works(3.5, 13)),
      lane('call 2', event(4, '2'), idle(6, 24), works(24, 34)),
      lane('call 3', event(6, '3'), idle(8, 46), works(46, 56)),
      lane('call 4', event(8, '4'), idle(10, 68), works(68, 78)),
    ],
    moment(24, '10 ms'), moment(46, '20 ms'), moment(68, '30 ms')),

  'retry-with-backoff': timeline('Retry with backoff: a failed call is made again, after delays that grow',
    [
      lane('call', fails(0, 9, '503'), idle(9, 22, '≤ 10 ms'), fails(22, 31, '503'), idle(31, 50, '≤ 20 ms'), fails(50, 59, '503'), idle(59, 90, '≤ 40 ms'), works(90, 100, '200')),
    ]),

  'circuit-breaker': graph('A circuit breaker: it opens when too many calls fail, and closes when probes succeed',
    go('closed', 0, 0, 'closed: calls pass'), failed('open', 1.8, 0, 'open: calls are refused'), waits('half', 3.65, 0, 'half-open: a few probes'),
    send('closed', 'open', '', { label: 'many failures' }), send('open', 'half', '', { label: 'after a while' }),
    send('half', 'closed', '', { bend: -1.3, label: 'the probes succeed' }), signal('half', 'open', 'a probe fails', { bend: 1.1 })),

  pipe: graph('A pipe: what one side writes the other side reads, and a failure of one side is a failure of the other',
    go('write', 0, 0, 'write JSON'), code('gzip', 1.35, 0, 'gzip'), queue('pipe', 2.6, 0, 1, '', 'pipe'), code('reader', 4, 0, 'upload'),
    send('write', 'gzip', '{…} {…}'), send('gzip', 'pipe', '1f'), send('pipe', 'reader', '!error 8b')),

  'the-goroutine-that-never-ends': graph('The goroutine that never ends: no sender is left, and the receiver waits',
    code('gone', 0, 0, 'sender: gone'), queue('lines', 1.5, 0, 3, '', 'never closed'), waits('reader', 3, 0, 'reader'),
    send('lines', 'reader')),

  'the-deadlock-of-channels': graph('The deadlock of channels: both send before they receive',
    waits('a', 0, 0, 'A sends to B'), waits('b', 2.2, 0, 'B sends to A'),
    send('a', 'b', '1', { bend: -1.1 }), send('b', 'a', '2', { bend: 1.1 })),

  'too-much-at-once': graph('Too much at once: a bounded queue makes the sender wait, a limit bounds what runs',
    waits('source', 0, 1, 'source waits'), queue('bounded', 1.5, 1, 4, '8 7 6 5', 'bounded'),
    go('w1', 2.9, 0.3, 'goroutine'), go('w2', 2.9, 1, 'goroutine'), go('w3', 2.9, 1.7, 'goroutine'), code('database', 4.1, 1),
    send('source', 'bounded', '9'), send('bounded', 'w1'), send('bounded', 'w2'), send('bounded', 'w3'),
    send('w1', 'database'), send('w2', 'database'), send('w3', 'database')),

  'the-race': timeline('The race: both read 5 and write 6, so one of two increments is lost',
    [
      lane('goroutine 1', works(5, 25, 'reads 5'), works(45, 65, 'writes 6')),
      lane('goroutine 2', works(15, 35, 'reads 5'), works(60, 80, 'writes 6')),
      lane('variable', other(0, 65, '5'), fails(65, 98, '6, and not 7')),
    ]),
};
