using PenguinMails.Ssh.SshNet;

namespace PenguinMails.Ssh.Tests;

[Category("Pure")]
public sealed class SshOptionsTests
{
    [Test]
    public void Validate_Defaults_AreValid() =>
        Assert.That(new SshOptionsValidator().Validate(name: null, new SshOptions()).Succeeded, Is.True);

    [Test]
    public void Validate_EverythingWrong_IsReportedAtOnce()
    {
        var result = new SshOptionsValidator().Validate(name: null, new SshOptions
        {
            ConnectTimeout = TimeSpan.Zero,
            CommandTimeout = TimeSpan.FromDays(1),
            KeyTimeout = TimeSpan.FromSeconds(-1),
            MaxConcurrentHandshakes = 0,
            KexAlgorithms = "curve25519-sha256,diffie-hellman-group1-sha1",
            MemoryFolder = "/usr",
        });

        Assert.That(result.Failures?.Count(), Is.EqualTo(6));
        Assert.That(result.FailureMessage, Does.Contain("tmpfs"));
    }
}
