namespace PenguinMails.Ssh.Tests.Keys;

[Category("Pure")]
public sealed class PublicKeyTests
{
    private const string Line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGaJ4+At/ILjCyNVep+AFtyewv1IiJAWOXKuZpND9MWu";

    [Test]
    public void Parse_LineWithComment_KeyWithoutIt()
    {
        var key = PublicKey.Parse(Line + " somebody at home");

        Assert.That(key.ToString(), Is.EqualTo(Line));
        Assert.That(key, Is.EqualTo(PublicKey.Parse(Line)));
        Assert.That(key.Fingerprint, Does.Match("^SHA256:[A-Za-z0-9+/]{43}$"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("ssh-ed25519")]
    [TestCase("ssh-ed25519 not-base64")]
    [TestCase("ssh-ed25519 AAAA")]
    [TestCase("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGaJ4+At/ILjCyNVep+AFtyewv1IiJAWOXKuZpND9MWu", Description = "type and data differ")]
    [TestCase("ssh-dss AAAAB3NzaC1kc3MAAAAA", Description = "no longer accepted")]
    [TestCase(Line + " first\n" + Line, Description = "two lines")]
    [TestCase("command=\"x\" " + Line, Description = "options")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.That(PublicKey.TryParse(text, out _), Is.False);
}
