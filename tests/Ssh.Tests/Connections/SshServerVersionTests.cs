namespace PenguinMails.Ssh.Tests.Connections;

[Category("Pure")]
public sealed class SshServerVersionTests
{
    [TestCase("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10", true)]
    [TestCase("SSH-2.0-OpenSSH_9.1", true)]
    [TestCase("SSH-2.0-OpenSSH_10.0p2", true)]
    [TestCase("SSH-2.0-OpenSSH_9.0p1 Ubuntu-1ubuntu8", false)]
    [TestCase("SSH-2.0-OpenSSH_8.9p1", false)]
    [TestCase("SSH-2.0-OpenSSH_7.6p1", false)]
    [TestCase("SSH-2.0-OpenSSH_for_Windows_9.5", false)]
    [TestCase("SSH-2.0-dropbear_2022.83", false)]
    [TestCase("", false)]
    public void TakesExpiryInUtc_IsKnownOfOpenSshFrom91On(string banner, bool expected) =>
        Assert.That(new SshServerVersion(banner).TakesExpiryInUtc, Is.EqualTo(expected));
}
