using PenguinMails.Ssh.SshNet;
using PenguinMails.TestKit;
using Renci.SshNet;

namespace PenguinMails.Ssh.Tests.SshNet;

[Category("Component")]
public sealed class AlgorithmTests
{
    [Test]
    public void Restrict_Defaults_OfferCurve25519AndNothingWeak()
    {
        using var none = new NoneAuthenticationMethod("somebody");
        var connection = new ConnectionInfo("localhost", "somebody", none);

        Algorithms.Restrict(connection, new SshOptions().KexAlgorithms, pinned: "ssh-rsa");

        Assert.That(connection.KeyExchangeAlgorithms.Keys, Is.EqualTo((string[])["curve25519-sha256", "curve25519-sha256@libssh.org"]));
        Assert.That(connection.HostKeyAlgorithms.Keys.Take(3), Is.EqualTo((string[])["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"]), "pinned first");
        Assert.That(connection.CompressionAlgorithms.Keys, Is.EqualTo((string[])["none"]));
        Assert.That(
            connection.Encryptions.Keys.Concat(connection.HmacAlgorithms.Keys).Concat(connection.HostKeyAlgorithms.Keys),
            Has.None.Contains("cbc").And.None.Contains("sha1").And.None.EqualTo("ssh-rsa").And.None.Contains("cert"));
    }

    [TestCase("KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1")]
    [TestCase("Ciphers 3des-cbc,aes128-cbc,aes256-cbc")]
    [TestCase("Ciphers aes128-ctr\nMACs hmac-sha1,hmac-sha1-etm@openssh.com")]
    public async Task TryLogin_ServerWithWeakAlgorithmsOnly_IsNotSpokenWith(string settings)
    {
        await using var server = await TestSshServer.StartAsync();
        await server.ConfigureAsync(settings);

        var answer = await Platform.Usual.Connector.TryLoginAsync(server.Endpoint(), server.Admin(), CancellationToken.None);

        Assert.That((answer as SshAnswer.Unreachable)?.Kind, Is.EqualTo(SshTroubleKind.NotSsh), $"{answer}");
    }

    [TestCase("sntrup761x25519-sha512@openssh.com", "sntrup761x25519-sha512")]
    [TestCase("ecdh-sha2-nistp384", "curve25519-sha256, ecdh-sha2-nistp384")]
    public async Task TryLogin_KeyExchangeThatIsNoDefault_IsUsedWhenConfigured(string servers, string configured)
    {
        await using var server = await TestSshServer.StartAsync();
        await server.ConfigureAsync($"KexAlgorithms {servers}");
        using var platform = new Platform(change: options => options.KexAlgorithms = configured);

        var byDefault = await Platform.Usual.Connector.TryLoginAsync(server.Endpoint(), server.Admin(), CancellationToken.None);
        var answer = await platform.Connector.TryLoginAsync(server.Endpoint(), server.Admin(), CancellationToken.None);

        Assert.That((byDefault as SshAnswer.Unreachable)?.Kind, Is.EqualTo(SshTroubleKind.NotSsh), $"{byDefault}");
        Assert.That(answer, Is.InstanceOf<SshAnswer.Accepted>());
    }
}
