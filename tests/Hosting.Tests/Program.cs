using PenguinMails.Hosting.Tests.Supervision;

// Not how tests run: a test starts this assembly as a process of its own, to stop it or kill it.
await SampleHost.RunAsync(args);
