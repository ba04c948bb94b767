namespace PenguinMails.Ssh.Tests.Accounts;

/// <summary>Root on a server, who may be anybody, has the platform's scripts answer what they never say.</summary>
[Category("Pure")]
internal sealed class LyingServerTests
{
    private static readonly ServerAccounts Accounts = new();

    private static readonly string[] Answers =
    [
        "found not-base64!", "found AA=A", "checked", "checked 1", "checked x y z a yes AAAA", "checked 1 0:99 0:1 0:1 yes AAAA", "fenced", "fenced -1", "fenced 99999999999999999999",
        "settings", "settings !", "settings AA== AA== AA== AA==", "files x", "files AA:", "done", "done changed", "", " ", "stale",
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task EveryCall_OfAScriptThatLies_EndsWithAnOutcomeOrSaysSo(string answer)
    {
        await using var session = new Liar(answer);
        Func<Task>[] calls =
        [
            () => Accounts.ReadAsync(session, "tenant-1", default),
            () => Accounts.CheckAsync(session, "tenant-1", default),
            () => Accounts.FindElsewhereAsync(session, "tenant-1", ControlKey.Of(Guid.Empty), default),
            () => Accounts.EditAsync(session, new AuthorizedKeysEdit("tenant-1", Guid.Empty, 1), default),
            () => Accounts.EndSessionsAsync(session, "tenant-1", default),
            () => Accounts.EnsureTenantAccountAsync(session, "tenant-1", Guid.Empty, default),
        ];
        foreach (var call in calls)
        {
            try
            {
                await call();
            }
            catch (SshCommandException failure)
            {
                Assert.That(failure.Message, Does.Not.Contain("Exception"));
            }
        }
    }

    [Test]
    public async Task Read_OfWhatIsNoFile_SaysWhereToLook()
    {
        await using var session = new Liar("found not-base64!");

        var failure = await Assert.ThrowsAsync<SshCommandException>(() => Accounts.ReadAsync(session, "tenant-1", default));

        Assert.That(failure!.Message, Does.Contain("never says").And.Contain("were replaced"));
    }

    private sealed class Liar(string answer) : ISshSession
    {
        public SshServerVersion Version { get; } = new("SSH-2.0-OpenSSH_9.2");

        public Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken) => Task.FromResult($"penguinmails-outcome {answer}\n");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
