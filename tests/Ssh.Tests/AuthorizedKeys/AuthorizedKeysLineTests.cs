using System.Text;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

[Category("Pure")]
public sealed class AuthorizedKeysLineTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGaJ4+At/ILjCyNVep+AFtyewv1IiJAWOXKuZpND9MWu";
    private static readonly Guid Id = Guid.Parse("0199f3a0-0000-7000-8000-000000000001");

    [Test]
    public void ParseFile_OurLine_IsTakenApart()
    {
        var line = Single($"expiry-time=\"20261122101500Z\" {Key} penguinmails:{Id}\n");

        Assert.That(line.KeyId, Is.EqualTo(Id));
        Assert.That(line.PublicKey, Is.EqualTo(PublicKey.Parse(Key)));
        Assert.That(line.ExpiresAt, Is.EqualTo(new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero)));
    }

    [Test]
    public void ParseFile_WhatToLineWrites_ComesBack()
    {
        var key = new AuthorizedKey(Id, PublicKey.Parse(Key), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));

        var line = Single(key.ToLine());

        Assert.That((line.KeyId, line.PublicKey, line.ExpiresAt), Is.EqualTo(((Guid?)key.KeyId, key.PublicKey, key.ExpiresAt)));
    }

    [TestCase(Key, null, null)]
    [TestCase(Key + " laptop of Ann\r", null, "laptop of Ann")]
    [TestCase("command=\"echo \\\"a b\\\"\",no-pty " + Key + " x", "command=\"echo \\\"a b\\\"\",no-pty", "x")]
    [TestCase("\t  " + Key + "\tx  ", null, "x")]
    public void ParseFile_ForeignLine_IsNotOurs(string text, string? options, string? comment)
    {
        var line = Single(text);

        Assert.That((line.KeyId, line.Options, line.Comment), Is.EqualTo(((Guid?)null, options, comment)));
        Assert.That(line.PublicKey, Is.EqualTo(PublicKey.Parse(Key)));
    }

    [TestCase(Key + " my penguinmails:0199f3a0-0000-7000-8000-000000000001")]
    [TestCase(Key + " penguinmails:0199f3a0")]
    [TestCase(Key + " penguinmails:0199f3a0-0000-7000-8000-000000000001 too")]
    public void ParseFile_CommentThatIsAlmostOurs_IsNotOurs(string text) => Assert.That(Single(text).KeyId, Is.Null);

    [Test]
    public void ParseFile_CommentsBlanksAndRubbish_OnlyRubbishIsALine()
    {
        var lines = AuthorizedKeysLine.ParseFile([.. "# a comment\n\n   \n"u8, 0xFF, 0x00, .. " rubbish\n"u8]);

        Assert.That(lines.Select(line => (line.Number, line.Effect, line.PublicKey)), Is.EqualTo(new[] { (4, LineEffect.Unclear, (PublicKey?)null) }));
    }

    private static AuthorizedKeysLine Single(string text) => AuthorizedKeysLine.ParseFile(Encoding.UTF8.GetBytes(text)).Single();
}
