using System.Diagnostics;
using System.Text;
using PenguinMails.Ssh.SshNet;

namespace PenguinMails.Ssh.Tests.SshNet;

[Category("Pure")]
public sealed class LoginKeyTests
{
    private static readonly byte[] Data = "something to sign"u8.ToArray();

    [TestCase("ed25519", "RFC4716", "ssh-ed25519")]
    [TestCase("ecdsa", "RFC4716", "ecdsa-sha2-nistp256")]
    [TestCase("ecdsa", "PKCS8", "ecdsa-sha2-nistp256")]
    [TestCase("rsa", "RFC4716", "rsa-sha2-512")]
    [TestCase("rsa", "PEM", "rsa-sha2-512")]
    [TestCase("rsa", "PKCS8", "rsa-sha2-512")]
    public async Task Load_EachFormat_SignsWithOneAlgorithm(string type, string format, string algorithm)
    {
        using var key = await MakeAsync(type, format, passphrase: "");

        using var loaded = LoginKey.Load(key);

        Assert.That(loaded.HostKeyAlgorithms.Select(one => one.Name), Is.EqualTo((string[])[algorithm]));
        Assert.That(loaded.HostKeyAlgorithms.Single().Sign(Data), Is.Not.Empty);
        Assert.That($"{loaded}", Does.Contain("redacted"));
    }

    [TestCase("ed25519", "RFC4716")]
    [TestCase("rsa", "RFC4716")]
    [TestCase("rsa", "PEM")]
    [TestCase("rsa", "PKCS8")]
    [TestCase("ecdsa", "PEM")]
    public async Task Load_KeyWithAPassphrase_SaysSoAndQuotesNothing(string type, string format)
    {
        using var key = await MakeAsync(type, format, passphrase: "a long passphrase");

        var failure = Assert.Throws<FormatException>(() => LoginKey.Load(key));

        Assert.That(failure!.InnerException, Is.Null);
        Assert.That(failure.Message, Does.Contain("passphrase").And.Not.Contain("BEGIN"));
    }

    [TestCase("")]
    [TestCase("no key")]
    [TestCase("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----")]
    [TestCase("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----")]
    [TestCase("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA/////w==\n-----END OPENSSH PRIVATE KEY-----")]
    public void Load_Damaged_IsAFormatException(string text)
    {
        using var key = new PlainTextPrivateKey(Encoding.ASCII.GetBytes(text));

        Assert.Throws<FormatException>(() => LoginKey.Load(key));
    }

    [Test]
    public async Task Dispose_Ed25519_LeavesNothingToSignWith()
    {
        using var pair = await Platform.Usual.NewKeyAsync();
        var loaded = LoginKey.Load(pair.PrivateKey);
        var algorithm = loaded.HostKeyAlgorithms.Single();
        var signature = algorithm.Sign(Data);
        Assert.That(algorithm, Is.InstanceOf<Ed25519LoginKey>());
        Assert.That(Convert.ToBase64String(algorithm.Data), Is.EqualTo(pair.PublicKey.Blob));
        Assert.That(algorithm.Sign(Data), Is.EqualTo(signature), "signatures by Ed25519 are deterministic");

        loaded.Dispose();

        Assert.That(algorithm.Sign(Data), Is.Not.EqualTo(signature), "the seed is zeroed");
    }

    private static async Task<PlainTextPrivateKey> MakeAsync(string type, string format, string passphrase)
    {
        var file = Path.Combine("/dev/shm", $"ssh-tests-{Guid.CreateVersion7():N}");
        try
        {
            using var process = Process.Start("ssh-keygen", ["-q", "-t", type, "-m", format, "-N", passphrase, "-f", file]);
            await process.WaitForExitAsync();
            return new PlainTextPrivateKey(await File.ReadAllBytesAsync(file));
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".pub");
        }
    }
}
