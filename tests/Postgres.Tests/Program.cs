using PenguinMails.Postgres.Tests.Messaging;

// Not how tests run: a test starts this assembly as a process of its own, to kill it.
await DyingRelay.RunAsync(args);
