using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Ssh.Tests;

/// <summary>What tests do with a server.</summary>
internal static class Servers
{
    public const string Tenant = "tenant-550e8400";

    public static readonly Guid Scope = Guid.Parse("0199aaaa-0000-7000-8000-000000000001");

    /// <summary>One server for all tests that leave it as it was.</summary>
    public static Lazy<Task<TestSshServer>> Shared { get; } = new(() => TestSshServer.StartAsync());

    public static SshEndpoint Endpoint(this TestSshServer server) => new(server.Address, server.Port, PublicKey.Parse(server.HostKey));

    public static SshIdentity Admin(this TestSshServer server) =>
        new(TenantServer.AdminAccount, new PlainTextPrivateKey(File.ReadAllBytes(server.BootstrapKeyPath)));

    public static async Task<ISshSession> OpenAsync(this TestSshServer server, Platform? platform = null)
    {
        var opening = await (platform ?? Platform.Usual).Connector.OpenAsync(server.Endpoint(), server.Admin(), CancellationToken.None);
        Assert.That(opening, Is.InstanceOf<SshOpening.Opened>(), $"{opening}\n{server.Log}");
        return ((SshOpening.Opened)opening).Session;
    }

    /// <summary>Puts settings in front of sshd's others, since the first one counts, and has it read them.</summary>
    public static async Task ConfigureAsync(this TestSshServer server, string settings)
    {
        var starts = server.Log.Split("Server listening").Length;
        await server.RunAsRootAsync($"""
            cat - /etc/ssh/sshd_config >/run/sshd_config <<'END'
            {settings}
            END
            cat /run/sshd_config >/etc/ssh/sshd_config
            kill -HUP 1
            """);
        await Eventually.Async(() => server.Log.Split("Server listening").Length > starts, what: "sshd listens again");
    }

    public static Task<EditOutcome> EditAsync(this ISshSession session, AuthorizedKeysEdit edit) =>
        Platform.Usual.Accounts.EditAsync(session, edit, CancellationToken.None);

    public static Task<EditOutcome> PutAsync(this ISshSession session, long fence, params AuthorizedKey[] keys) =>
        session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, fence) { Put = keys });

    /// <summary>The tenant's file as it lies there.</summary>
    public static async Task<byte[]> KeysOfTenantAsync(this TestSshServer server) =>
        Convert.FromBase64String(await server.RunAsRootAsync($"base64 -w0 /home/{Tenant}/.ssh/authorized_keys"));

    /// <summary>Puts a file in place of the tenant's.</summary>
    public static Task WriteTenantKeysAsync(this TestSshServer server, ReadOnlySpan<byte> content) =>
        server.RunAsRootAsync($"""
            cd /home/{Tenant}/.ssh
            base64 -d >authorized_keys <<'END'
            {Convert.ToBase64String(content)}
            END
            chown {Tenant}:{Tenant} authorized_keys
            chmod 600 authorized_keys
            """);

    public static Task<SshAnswer> LoginAsync(this TestSshServer server, KeyPair key, string account = Tenant) =>
        Platform.Usual.Connector.TryLoginAsync(server.Endpoint(), new SshIdentity(account, key.PrivateKey), CancellationToken.None);

    public static Task<SshAnswer> OfferAsync(this TestSshServer server, PublicKey key, string account = Tenant) =>
        Platform.Usual.Connector.OfferAsync(server.Endpoint(), account, key, CancellationToken.None);
}
