using System.Diagnostics;
using System.Text;

namespace PenguinMails.Ssh.Tests.Keys;

[Category("Component")]
public sealed class KeyGenerationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestCase(SshKeyType.Ed25519, "ssh-ed25519")]
    [TestCase(SshKeyType.Rsa4096, "ssh-rsa")]
    public async Task Generate_EachType_PublicHalfBelongsToThePrivateOne(SshKeyType type, string algorithm)
    {
        using var pair = await Platform.Usual.NewKeyAsync(type);

        var derived = await Platform.Usual.Format.PublicHalfAsync(pair.PrivateKey, None);

        Assert.That(pair.PublicKey.Algorithm, Is.EqualTo(algorithm));
        Assert.That(derived, Is.EqualTo(pair.PublicKey));
        Assert.That(Encoding.ASCII.GetString(pair.PrivateKey.Utf8.Span), Does.StartWith("-----BEGIN OPENSSH PRIVATE KEY-----\n").And.EndsWith("-----END OPENSSH PRIVATE KEY-----\n"));
    }

    [TestCase("a")]
    [TestCase("penguinmails:0199aaaa-0000-7000-8000-000000000001")]
    public async Task Generate_Comment_IsWhatOpenSshReads(string comment)
    {
        using var pair = await Platform.Usual.Generator.GenerateAsync(SshKeyType.Ed25519, comment, None);

        Assert.That((await OpenAsync(pair.PrivateKey, "")).TrimEnd(), Is.EqualTo($"{pair.PublicKey} {comment}".TrimEnd()));
    }

    [TestCase("")]
    [TestCase("café")]
    [TestCase("two\nlines")]
    public void Generate_CommentThatNotEveryClientReads_IsRefused(string comment) =>
        Assert.That(
            async () => await Platform.Usual.Generator.GenerateAsync(SshKeyType.Ed25519, comment, None),
            Throws.ArgumentException.With.Message.Contains("1 to 200 characters"));

    [Test]
    public async Task Generate_Twice_MakesTwoKeys()
    {
        using var one = await Platform.Usual.NewKeyAsync();
        using var other = await Platform.Usual.NewKeyAsync();

        Assert.That(one.PublicKey, Is.Not.EqualTo(other.PublicKey));
        Assert.That(one.PrivateKey.Utf8.ToArray(), Is.Not.EqualTo(other.PrivateKey.Utf8.ToArray()));
    }

    [TestCase("twelve chars", Description = "plain")]
    [TestCase("""quo"tes 'of' `each` $kind \ and end""", Description = "quotes")]
    [TestCase(" spaces around it ", Description = "spaces")]
    [TestCase("pässwörter 漢字 😀 und mehr", Description = "non-ASCII")]
    [TestCase("#comment; rm -rf /", Description = "shell")]
    public async Task Encrypt_AnyTypeablePassphrase_OpensTheKeyAndNoOtherDoes(string passphrase)
    {
        using var pair = await Platform.Usual.NewKeyAsync();

        using var encrypted = await Platform.Usual.Format.EncryptAsync(pair.PrivateKey, passphrase, None);

        Assert.That(await OpenAsync(encrypted, passphrase), Does.StartWith(pair.PublicKey.ToString()));
        Assert.That(await OpenAsync(encrypted, passphrase + "x"), Is.Empty);
        Assert.That(await Platform.Usual.Format.PublicHalfAsync(encrypted, None), Is.Null, "without a passphrase");
    }

    [Test]
    public async Task Encrypt_256CharactersOfThreeBytes_AllOfThemCount()
    {
        using var pair = await Platform.Usual.NewKeyAsync();
        var passphrase = new string('漢', 256);

        using var encrypted = await Platform.Usual.Format.EncryptAsync(pair.PrivateKey, passphrase, None);

        Assert.That(await OpenAsync(encrypted, passphrase), Is.Not.Empty);
        Assert.That(await OpenAsync(encrypted, passphrase[..255]), Is.Empty);
    }

    // Not as attributes: those are stored in UTF-8, which has no half characters.
    private static readonly string[] Impossible =
        ["line\nbreak in it", "carriage\rreturn", "nul\0nul nul nul", "escape \u001b[2J seq", "half a character \ud83d", "", new('漢', 400)];

    [TestCaseSource(nameof(Impossible))]
    public async Task Encrypt_PassphraseThatSshCannotTake_IsRefused(string passphrase)
    {
        using var pair = await Platform.Usual.NewKeyAsync();

        Assert.That(() => Platform.Usual.Format.EncryptAsync(pair.PrivateKey, passphrase, None), Throws.ArgumentException);
        Assert.That(PassphraseRules.FaultOf(passphrase), Is.Not.Null);
    }

    [Test]
    public async Task Encrypt_KeyWithAPassphrase_IsRefused()
    {
        using var pair = await Platform.Usual.NewKeyAsync();
        using var encrypted = await Platform.Usual.Format.EncryptAsync(pair.PrivateKey, "the first passphrase", None);

        Assert.That(() => Platform.Usual.Format.EncryptAsync(encrypted, "another passphrase", None), Throws.TypeOf<FormatException>());
    }

    [Test]
    public async Task PublicHalf_WindowsLineEndsAndSpaceAround_StillAKey()
    {
        using var pair = await Platform.Usual.NewKeyAsync();
        var text = "\r\n" + Encoding.ASCII.GetString(pair.PrivateKey.Utf8.Span).ReplaceLineEndings("\r\n").TrimEnd();

        using var pasted = new PlainTextPrivateKey(Encoding.ASCII.GetBytes(text));

        Assert.That(await Platform.Usual.Format.PublicHalfAsync(pasted, None), Is.EqualTo(pair.PublicKey));
    }

    [Test]
    public async Task PublicHalf_NoKey_IsNull()
    {
        using var nonsense = new PlainTextPrivateKey("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"u8);

        Assert.That(await Platform.Usual.Format.PublicHalfAsync(nonsense, None), Is.Null);
    }

    [Test]
    public async Task ToString_Material_IsRedacted()
    {
        using var pair = await Platform.Usual.NewKeyAsync();

        Assert.That($"{pair} {pair.PrivateKey}", Does.Not.Contain("BEGIN").And.Contain("redacted"));
    }

    private static async Task<string> OpenAsync(PlainTextPrivateKey key, string passphrase)
    {
        var file = Path.Combine("/dev/shm", $"ssh-tests-{Guid.CreateVersion7():N}");
        try
        {
            await File.WriteAllBytesAsync(file, key.Utf8.ToArray());
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using var process = Process.Start(new ProcessStartInfo("ssh-keygen", ["-y", "-P", passphrase, "-f", file])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return output;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
