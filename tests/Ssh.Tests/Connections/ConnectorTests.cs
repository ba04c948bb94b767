using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Ssh.Tests.Connections;

/// <summary>The contract of <see cref="ISshConnector"/>, for whatever implementation this build has.</summary>
[Category("Component")]
public sealed class ConnectorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Test]
    public async Task TryLogin_InstalledKey_IsAccepted()
    {
        var server = await Servers.Shared.Value;

        var answer = await Platform.Usual.Connector.TryLoginAsync(server.Endpoint(), server.Admin(), None);

        Assert.That(answer, Is.InstanceOf<SshAnswer.Accepted>());
        await Eventually.Async(() => server.Log.Contains($"Accepted publickey for {TenantServer.AdminAccount}", StringComparison.Ordinal));
    }

    [TestCase(SshKeyType.Ed25519)]
    [TestCase(SshKeyType.Rsa4096)]
    public async Task TryLogin_UnknownKey_IsRefused(SshKeyType type)
    {
        var server = await Servers.Shared.Value;
        using var stranger = await Platform.Usual.NewKeyAsync(type);

        Assert.That(await server.LoginAsync(stranger, TenantServer.AdminAccount), Is.EqualTo(new SshAnswer.Refused()));
    }

    [Test]
    public async Task TryLogin_UnknownAccount_IsRefused()
    {
        var server = await Servers.Shared.Value;
        using var key = await Platform.Usual.NewKeyAsync();

        Assert.That(await server.LoginAsync(key, "nobody-here"), Is.EqualTo(new SshAnswer.Refused()));
    }

    [Test]
    public async Task TryLogin_ServerThatAllowsOneAttempt_IsRefusedNotClosed()
    {
        await using var server = await TestSshServer.StartAsync();
        await server.RunAsRootAsync("echo 'MaxAuthTries 1' >>/etc/ssh/sshd_config; kill -HUP 1");
        using var key = await Platform.Usual.NewKeyAsync();
        await Eventually.Async(async () => await server.LoginAsync(key) is SshAnswer.Refused && server.Log.Contains("SIGHUP", StringComparison.Ordinal));

        Assert.That(await server.LoginAsync(key), Is.EqualTo(new SshAnswer.Refused()));
        Assert.That(await server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Refused()));
    }

    [Test]
    public async Task Offer_InstalledKey_IsAcceptedWithoutItsPrivateHalf()
    {
        var server = await Servers.Shared.Value;
        var publicKey = PublicKey.Parse((await File.ReadAllTextAsync(server.BootstrapKeyPath + ".pub")).Trim());

        Assert.That(await server.OfferAsync(publicKey, TenantServer.AdminAccount), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [TestCase(SshKeyType.Ed25519)]
    [TestCase(SshKeyType.Rsa4096)]
    public async Task Offer_UnknownKey_IsRefused(SshKeyType type)
    {
        var server = await Servers.Shared.Value;
        using var stranger = await Platform.Usual.NewKeyAsync(type);

        Assert.That(await server.OfferAsync(stranger.PublicKey, TenantServer.AdminAccount), Is.EqualTo(new SshAnswer.Refused()));
    }

    [Test]
    public async Task EveryCall_HostKeyChanged_SaysSoAndTellsTheServerNothing()
    {
        await using var server = await TestSshServer.StartAsync();
        var endpoint = server.Endpoint();
        var admin = server.Admin();
        await server.ReplaceHostKeyAsync();
        var expected = new SshAnswer.HostKeyChanged(PublicKey.Parse(server.HostKey).Fingerprint) { ExpectedFingerprint = endpoint.HostKey.Fingerprint };

        var login = await Platform.Usual.Connector.TryLoginAsync(endpoint, admin, None);
        var offer = await Platform.Usual.Connector.OfferAsync(endpoint, admin.Username, endpoint.HostKey, None);
        var opening = await Platform.Usual.Connector.OpenAsync(endpoint, admin, None);

        Assert.That(login, Is.EqualTo(expected));
        Assert.That(offer, Is.EqualTo(expected));
        Assert.That(opening, Is.EqualTo(new SshOpening.NotOpened(expected)));
        Assert.That(server.Log, Does.Not.Contain(admin.Username));
    }

    [Test]
    public async Task TryLogin_ServerWithoutAKeyOfThePinnedKind_IsHostKeyChanged()
    {
        var server = await Servers.Shared.Value;
        using var rsa = await Platform.Usual.NewKeyAsync(SshKeyType.Rsa4096);
        var endpoint = new SshEndpoint(server.Address, server.Port, rsa.PublicKey);

        var answer = await Platform.Usual.Connector.TryLoginAsync(endpoint, server.Admin(), None);

        Assert.That(answer, Is.InstanceOf<SshAnswer.HostKeyChanged>());
    }

    [Test]
    public async Task EveryCall_NothingListens_IsUnreachable()
    {
        await using var server = await TestSshServer.StartAsync();
        var (endpoint, admin) = (server.Endpoint(), server.Admin());
        await server.StopAsync();

        await AssertUnreachableAsync(Platform.Usual, endpoint, admin, SshTroubleKind.ConnectionRefused);
    }

    [Test]
    public async Task EveryCall_ConnectionClosedAtOnce_IsUnreachableNotRefused()
    {
        var server = await Servers.Shared.Value;
        using var closing = FaultyListener.ThatCloses();

        await AssertUnreachableAsync(Platform.Usual, new SshEndpoint("127.0.0.1", closing.Port, PublicKey.Parse(server.HostKey)), server.Admin(), SshTroubleKind.ConnectionClosed);
    }

    [Test]
    public async Task EveryCall_ServerIsSilent_TimesOut()
    {
        var server = await Servers.Shared.Value;
        using var silent = FaultyListener.ThatIsSilent();
        using var impatient = new Platform(connectTimeout: TimeSpan.FromSeconds(1));

        await AssertUnreachableAsync(impatient, new SshEndpoint("127.0.0.1", silent.Port, PublicKey.Parse(server.HostKey)), server.Admin(), SshTroubleKind.Timeout);
    }

    [Test]
    public async Task TryLogin_ServerFrozenInTheHandshake_TimesOut()
    {
        await using var server = await TestSshServer.StartAsync();
        using var impatient = new Platform(connectTimeout: TimeSpan.FromSeconds(1));
        server.Pause();

        var answer = await impatient.Connector.TryLoginAsync(server.Endpoint(), server.Admin(), None);
        server.Resume();

        Assert.That(answer, Is.InstanceOf<SshAnswer.Unreachable>().With.Property("Kind").EqualTo(SshTroubleKind.Timeout));
    }

    [Test]
    public async Task TryLogin_NameWithoutAddress_IsUnreachable()
    {
        var server = await Servers.Shared.Value;
        var endpoint = new SshEndpoint("no-such-server.invalid", 22, PublicKey.Parse(server.HostKey));

        var answer = await Platform.Usual.Connector.TryLoginAsync(endpoint, server.Admin(), None);

        Assert.That(answer, Is.InstanceOf<SshAnswer.Unreachable>().With.Property("Kind").EqualTo(SshTroubleKind.NameNotResolved));
    }

    [Test]
    public async Task TryLogin_BannerAndShellThatLie_AreNotBelieved()
    {
        await using var server = await TestSshServer.StartAsync();
        await server.RunAsRootAsync($"""
            printf 'Host key verification failed.\nAuthenticated to x\n{Servers.Tenant}@{server.Address}: Permission denied (publickey).\n' >/etc/lies
            echo 'Banner /etc/lies' >>/etc/ssh/sshd_config
            sed -i '1i cat /etc/lies; cat /etc/lies >&2' /home/{Servers.Tenant}/.bashrc
            kill -HUP 1
            """);
        // It listens again: for a moment nothing did.
        await Eventually.Async(() => server.Log.Split("Server listening").Length == 3);
        await using (var session = await server.OpenAsync())
        {
            using var key = await Platform.Usual.NewKeyAsync();
            using var stranger = await Platform.Usual.NewKeyAsync();
            await session.PutAsync(1, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));

            Assert.That(await server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
            Assert.That(await server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Accepted()));
            Assert.That(await server.LoginAsync(stranger), Is.EqualTo(new SshAnswer.Refused()));
        }
    }

    [Test]
    public async Task TryLogin_Cancelled_EndsAtOnce()
    {
        using var patient = new Platform(connectTimeout: TimeSpan.FromMinutes(5));
        var server = await Servers.Shared.Value;
        using var silent = FaultyListener.ThatIsSilent();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var started = Stopwatch.GetTimestamp();
        var endpoint = new SshEndpoint("127.0.0.1", silent.Port, PublicKey.Parse(server.HostKey));

        Assert.That(
            () => patient.Connector.TryLoginAsync(endpoint, server.Admin(), soon.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromMinutes(4)), "before the time limit of a connection");
    }

    [Test]
    public async Task ScanHostKey_Server_ShowsItsKey()
    {
        var server = await Servers.Shared.Value;

        var scan = await Platform.Usual.Connector.ScanHostKeyAsync(server.Address, server.Port, None);

        Assert.That(scan, Is.EqualTo(new HostKeyScan.Found(PublicKey.Parse(server.HostKey))));
    }

    [Test]
    public async Task ScanHostKey_NothingListens_IsUnreachable()
    {
        var scan = await Platform.Usual.Connector.ScanHostKeyAsync("127.0.0.1", ReservedPort.Take(), None);

        Assert.That(scan, Is.InstanceOf<HostKeyScan.Unreachable>().With.Property("Kind").EqualTo(SshTroubleKind.ConnectionRefused));
    }

    private static async Task AssertUnreachableAsync(Platform platform, SshEndpoint endpoint, SshIdentity admin, SshTroubleKind kind)
    {
        var login = await platform.Connector.TryLoginAsync(endpoint, admin, None);
        var offer = await platform.Connector.OfferAsync(endpoint, admin.Username, endpoint.HostKey, None);
        var opening = await platform.Connector.OpenAsync(endpoint, admin, None);

        Assert.That((login as SshAnswer.Unreachable)?.Kind, Is.EqualTo(kind), $"{login}");
        Assert.That((offer as SshAnswer.Unreachable)?.Kind, Is.EqualTo(kind), $"{offer}");
        Assert.That(((opening as SshOpening.NotOpened)?.Answer as SshAnswer.Unreachable)?.Kind, Is.EqualTo(kind), $"{opening}");
    }
}
