using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.Killed;

[Category("Process")]
public sealed class KilledProcessTests
{
    [Test]
    public async Task Kill_InTheMiddleOfAnEdit_LeavesAWholeFile_NoLoginAndNoMaterial()
    {
        await using var server = await TestSshServer.StartAsync();
        await server.WriteTenantKeysAsync("# mine, without a newline"u8);
        using var key = await Platform.Usual.NewKeyAsync();
        var line = new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey);
        // Somebody else holds the lock: the victim's edit waits inside the server.
        await server.RunAsRootAsync($"""
            mkdir -p -m 700 /var/lib/penguinmails
            setsid flock /var/lib/penguinmails/{Tenant}.lock sh -c ': >/run/held; while [ -e /run/held ]; do sleep 0.05; done' >/dev/null 2>&1 </dev/null &
            """);
        await using var victim = await ChildProcess.StartAsync(
            new ComponentCommand(
                "dotnet",
                [typeof(Victim).Assembly.Location, server.Address, $"{server.Port}", server.HostKey, server.BootstrapKeyPath, Tenant, $"{line.KeyId}", $"{line.PublicKey}"],
                new Dictionary<string, string>(),
                AppContext.BaseDirectory),
            "victim");
        await victim.WaitForLineAsync(Victim.Ready, TimeSpan.FromMinutes(3));
        await Eventually.Async(async () => (await server.RunAsRootAsync("pgrep -c flock || :")).Trim() == "2", what: "the edit waits");
        var folders = FoldersInMemoryOf(victim.Id);
        Assert.That(folders, Has.Length.EqualTo(1), "ssh-keygen's files");
        Assert.That(
            folders.SelectMany(folder => Directory.EnumerateFiles(folder, "key*", SearchOption.AllDirectories)),
            Is.Empty,
            "the private key is gone once it was used");

        await victim.KillAsync();
        await server.RunAsRootAsync("rm /run/held");

        await Eventually.Async(async () => (await server.RunAsRootAsync("pgrep -f 'sshd: penguin-admin' || :")).Length == 0, what: "the login has ended");
        await Eventually.Async(async () => (await server.RunAsRootAsync("pgrep -c flock || :")).Trim() == "0", what: "nobody waits for the lock");
        await Eventually.Async(
            async () => (await server.RunAsRootAsync($"flock -n /var/lib/penguinmails/{Tenant}.lock echo free || :")).Trim() == "free",
            what: "the script has ended");
        Assert.That(
            System.Text.Encoding.ASCII.GetString(await server.KeysOfTenantAsync()),
            Is.AnyOf("# mine, without a newline", $"{line.ToLine()}\n# mine, without a newline"));
        Assert.That(await server.RunAsRootAsync($"ls -A /home/{Tenant}/.ssh"), Is.EqualTo("authorized_keys\n"));

        using var next = new Platform();
        await next.StartAsync();
        await Eventually.Async(() => !folders.Any(Directory.Exists), what: "the next process cleans up");
        await using var session = await server.OpenAsync(next);
        Assert.That(await session.PutAsync(1, line), Is.InstanceOf<EditOutcome.Done>(), "the same edit again");
        Assert.That(await server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [Test]
    public async Task Start_FoldersOfLivingProcesses_AreLeftAlone()
    {
        using var living = new Platform();
        await living.UseKeygenAsync();
        var before = FoldersInMemory();

        using var next = new Platform();
        await next.StartAsync();

        Assert.That(FoldersInMemory(), Is.SupersetOf(before));
        await living.UseKeygenAsync();
    }

    // Each is locked by its owner; other processes of this machine have some, too.
    private static string[] FoldersInMemoryOf(int processId) =>
    [
        .. new DirectoryInfo($"/proc/{processId}/fd").EnumerateFiles()
            .Select(file => file.LinkTarget)
            .Where(target => target?.StartsWith("/dev/shm/penguinmails-openssh-", StringComparison.Ordinal) == true)
            .Select(target => Path.GetDirectoryName(target)!)
            .Distinct(),
    ];

    private static string[] FoldersInMemory() => Directory.GetDirectories("/dev/shm", "penguinmails-openssh-*");
}
