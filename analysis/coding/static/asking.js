  // A request carries a number, which its answer repeats. A kernel that is busy answers late: the
  // coder is told, and the answer still counts when it comes.
  const PATIENCE_MS = 10000;
  function asker(channel, { arrived, silent, answered }) {
    const waiting = new Map();
    // Views of one cell hear each other's answers: their numbers differ.
    let last = Math.floor(Math.random() * 2 ** 40);
    const end = channel.listen((message) => {
      const asked = waiting.get(message.ask);
      if (!asked) {
        arrived(message);
        return;
      }
      waiting.delete(message.ask);
      clearTimeout(asked.patience);
      if (!waiting.size) answered();
      asked.done(message);
    });
    const send = (message) => {
      try {
        Promise.resolve(channel.send(message)).catch(silent);
      } catch {
        silent(); // the kernel is gone
      }
    };
    return {
      send,
      ask: (message) => new Promise((done) => {
        const ask = (last += 1);
        waiting.set(ask, { done, patience: setTimeout(silent, PATIENCE_MS) });
        send({ ...message, ask });
      }),
      end() {
        for (const { patience } of waiting.values()) clearTimeout(patience);
        end?.();
      },
    };
  }
  // The messages of a live widget.
  const channelOf = (model) => ({
    send: (message) => model.send(message),
    listen(callback) {
      model.on("msg:custom", callback);
      return () => model.off("msg:custom", callback);
    },
  });
