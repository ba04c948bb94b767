using PenguinMails.Ssh.SshNet;
using PenguinMails.TestKit;

namespace PenguinMails.Ssh.Tests.Connections;

[Category("Component")]
public sealed class SessionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Test]
    public async Task RunAsRoot_SeveralScripts_ShareOneLogin()
    {
        await using var server = await TestSshServer.StartAsync();
        await using var session = await server.OpenAsync();

        for (var i = 0; i < 3; i++)
        {
            Assert.That(await session.RunAsRootAsync($"id -u; echo {i}", None), Is.EqualTo($"0\n{i}\n"));
        }

        Assert.That(server.Log.Split("Accepted publickey").Length - 1, Is.EqualTo(1));
    }

    [Test]
    public async Task RunAsRoot_ScriptFails_SaysWhy_AndTheNextOneRuns()
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();

        Assert.That(
            () => session.RunAsRootAsync("echo half; echo 'it is broken' >&2; exit 3", None),
            Throws.TypeOf<SshCommandException>().With.Message.Contains("3: it is broken").And.Property("Kind").EqualTo(SshTroubleKind.CommandFailed));
        Assert.That(await session.RunAsRootAsync("echo whole", None), Is.EqualTo("whole\n"));
    }

    [Test]
    public async Task RunAsRoot_ScriptChangesItsShell_TheNextOneSeesNothingOfIt()
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();

        await session.RunAsRootAsync("set -eu; cd /tmp; left=behind; export LEFT=behind; exec 9</dev/null; trap 'echo trapped' EXIT; umask 0", None);

        Assert.That(
            await session.RunAsRootAsync("pwd; echo \"${left:-}${LEFT:-}\"; [ -e /proc/self/fd/9 ] && echo open; umask; $missing true; cat", None),
            Does.EndWith("\n\n0022\n").And.Not.StartWith("/tmp"));
    }

    [TestCase("printf %s one", "one")]
    [TestCase("printf 'one\\n\\n'", "one\n\n")]
    [TestCase("printf '\\none'", "\none")]
    [TestCase("echo complaint >&2", "")]
    [TestCase("printf 'a\\000b\\377' | od -An -tx1", " 61 00 62 ff\n")]
    public async Task RunAsRoot_Output_ComesAsItWasWritten(string script, string output)
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();

        Assert.That(await session.RunAsRootAsync(script, None), Is.EqualTo(output));
        Assert.That(await session.RunAsRootAsync(script, None), Is.EqualTo(output), "again");
    }

    [TestCase("it's")]
    [TestCase("'; echo broken out; '")]
    [TestCase("$(echo broken out) `id` $HOME \\ \" !!")]
    [TestCase("two\nlines\n\n")]
    [TestCase("")]
    public async Task RunAsRoot_Parameter_IsNothingButItsValue(string value)
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();

        Assert.That(await session.RunAsRootAsync(ServerScript.Assignment(("value", value)) + "printf %s \"$value\"", None), Is.EqualTo(value));
    }

    [Test]
    public async Task RunAsRoot_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => session.RunAsRootAsync($"sleep 0.0{8 - number}; echo {number}", None)));

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 8).Select(number => $"{number}\n")));
    }

    [Test]
    public async Task RunAsRoot_Cancelled_TheSessionIsOver()
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));

        Assert.That(() => session.RunAsRootAsync("sleep 2; echo late", cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => session.RunAsRootAsync("echo next", None),
            Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.ConnectionClosed),
            "what is late must not be taken for the answer");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task RunAsRoot_CancelledOrTooSlow_LeavesNoProcessOnTheServer(bool isCancelled)
    {
        await using var server = await TestSshServer.StartAsync();
        using var platform = new Platform(commandTimeout: TimeSpan.FromSeconds(isCancelled ? 60 : 2));
        await using var session = await server.OpenAsync(platform);
        using var cancelled = new CancellationTokenSource();
        var running = session.RunAsRootAsync(
            "trap '' HUP TERM; sleep 300 & sh -c 'sleep 300; :' & echo $(sleep 300) | cat & touch /run/started; wait", cancelled.Token);
        await Eventually.Async(async () => (await server.RunAsRootAsync("ls /run/started; pgrep -c -x sleep || :")).Contains("started\n3", StringComparison.Ordinal));

        if (isCancelled)
        {
            await cancelled.CancelAsync();
        }

        Assert.That(() => running, isCancelled
            ? Throws.InstanceOf<OperationCanceledException>()
            : Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.Timeout));
        await Eventually.Async(
            async () => (await server.RunAsRootAsync("pgrep -x sleep || :; pgrep -f 'sshd: penguin-admin|IFS=' || :")).Length == 0,
            what: "shell, script and login have ended");
    }

    [Test]
    public async Task Dispose_WhileAScriptRuns_LetsItEndAndThenTheShell()
    {
        await using var server = await TestSshServer.StartAsync();
        var session = await server.OpenAsync();
        var running = session.RunAsRootAsync("touch /run/started; while [ ! -e /run/go ]; do sleep 0.05; done; touch /run/ended", None);
        await Eventually.Async(async () => (await server.RunAsRootAsync("ls /run")).Contains("started", StringComparison.Ordinal));

        await session.DisposeAsync();
        await server.RunAsRootAsync("touch /run/go");

        Assert.That(() => running, Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.ConnectionClosed));
        await Eventually.Async(async () => (await server.RunAsRootAsync("ls /run")).Contains("ended", StringComparison.Ordinal), what: "the script has ended");
        await Eventually.Async(async () => (await server.RunAsRootAsync("pgrep -f 'sshd: penguin-admin|IFS=' || :")).Length == 0, what: "the shell, too");
    }

    [Test]
    public async Task RunAsRoot_AccountWithoutSudo_SaysSo()
    {
        var server = await Servers.Shared.Value;
        using var key = await Platform.Usual.NewKeyAsync();
        await using (var admin = await server.OpenAsync())
        {
            await admin.PutAsync(0, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));
        }

        var opening = await Platform.Usual.Connector.OpenAsync(server.Endpoint(), new SshIdentity(Servers.Tenant, key.PrivateKey), None);

        await using var session = ((SshOpening.Opened)opening).Session;
        Assert.That(() => session.RunAsRootAsync("id -u", None), Throws.TypeOf<SshCommandException>().With.Message.Contains("sudo"));
    }

    [Test]
    public async Task RunAsRoot_ServerHangsInACommand_TimesOut()
    {
        await using var server = await TestSshServer.StartAsync();
        using var impatient = new Platform(commandTimeout: TimeSpan.FromSeconds(1));
        await using var session = await server.OpenAsync(impatient);
        server.Pause();

        Assert.That(
            () => session.RunAsRootAsync("id -u", None),
            Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.Timeout));
        server.Resume();
    }

    [Test]
    public async Task RunAsRoot_ConnectionCutInACommand_IsLostNotDone()
    {
        await using var server = await TestSshServer.StartAsync();
        await using var session = await server.OpenAsync();
        var running = session.RunAsRootAsync("touch /run/started; exec sleep 60", None);
        await Eventually.Async(async () => await server.RunAsRootAsync("ls /run") is var files && files.Contains("started", StringComparison.Ordinal));
        server.CutConnections();

        Assert.That(() => running, Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.ConnectionClosed));
        Assert.That(
            () => session.RunAsRootAsync("id -u", None),
            Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.ConnectionClosed),
            "afterwards, too");
    }

    [Test]
    public async Task RunAsRoot_ServerThatTalksWithoutEnd_FillsNoMemory()
    {
        using var impatient = new Platform(commandTimeout: TimeSpan.FromSeconds(2));
        await using var session = await (await Servers.Shared.Value).OpenAsync(impatient);

        Assert.That(() => session.RunAsRootAsync("exec cat /dev/zero", None), Throws.TypeOf<SshCommandException>());
    }

    [Test]
    public async Task RunAsRoot_ScriptThatSaysTooMuch_IsCutAtTheLimit()
    {
        await using var session = await (await Servers.Shared.Value).OpenAsync();

        var said = await session.RunAsRootAsync("exec head -c 40M /dev/zero", None);

        Assert.That(said, Has.Length.EqualTo(ScriptShell.OutputLimit));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Dispose_Session_EndsTheLogin(bool isUsed)
    {
        await using var server = await TestSshServer.StartAsync();
        var session = await server.OpenAsync();
        Assert.That(isUsed ? await session.RunAsRootAsync("id -u", None) : "0\n", Is.EqualTo("0\n"));

        await session.DisposeAsync();

        await Eventually.Async(async () => (await server.RunAsRootAsync("pgrep -f 'sshd: penguin-admin|IFS=' || :")).Length == 0);
    }

    [Test]
    public async Task Open_ManyAtOnce_AllGetTheirTurn()
    {
        var server = await Servers.Shared.Value;
        using var narrow = new Platform(change: options => options.MaxConcurrentHandshakes = 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => narrow.Connector.TryLoginAsync(server.Endpoint(), server.Admin(), None)));

        Assert.That(answers, Has.All.InstanceOf<SshAnswer.Accepted>());
    }
}
