using System.Globalization;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

[Category("Pure")]
public sealed class KeyRecordTests
{
    private const string Wanted = "v=DKIM1; k=rsa; p=AAAABBBBCCCC";

    [TestCase(Wanted)]
    [TestCase("v=DKIM1;k=rsa;p=AAAABBBBCCCC;")]
    [TestCase("v = DKIM1 ; p = AAAA BBBB\tCCCC ; n=a note")]
    [TestCase("p=AAAABBBBCCCC; k=rsa; v=DKIM1; h=sha1:sha256; s=email; t=s")]
    public void Difference_SameMeaning_IsNone(string published) => Assert.That(KeyRecord.DifferenceOf(published, Wanted), Is.Null);

    [TestCase("hello", "no list of tags")]
    [TestCase("v=DKIM1; p=A; p=B", "no list of tags")]
    [TestCase("v=DKIM1; k=ed25519; p=AAAABBBBCCCC", "has k=ed25519")]
    [TestCase("v=spf1; p=AAAABBBBCCCC", "has v=spf1")]
    [TestCase("v=DKIM1; k=rsa; p=AAAABB", "cut off: p= has 6 of 12")]
    [TestCase("v=DKIM1; k=rsa; p=AAAABBXBCCCC", "another key in p= (12 characters, 6 of them")]
    [TestCase("v=DKIM1; k=rsa; p=", "revokes")]
    [TestCase("v=DKIM1; k=rsa", "no p=")]
    [TestCase(Wanted + "; t=y", "only tests")]
    [TestCase(Wanted + "; h=sha1", "forbids sha256")]
    [TestCase(Wanted + "; s=other", "forbids mail")]
    public void Difference_OtherMeaning_IsNamed(string published, string difference) =>
        Assert.That(KeyRecord.DifferenceOf(published, Wanted), Does.Contain(difference));

    [TestCase("v=DKIM1; p=", null)]
    [TestCase("v=DKIM1; k=rsa; p=", null)]
    [TestCase(Wanted, "must be empty")]
    public void Difference_OfAnEndedKey_IsAKeyThatIsStillThere(string published, string? difference) =>
        Assert.That(KeyRecord.DifferenceOf(published, DkimKey.RevokedRecord), difference is null ? Is.Null : Does.Contain(difference));

    [Test]
    public void Strings_AreOfAtMost255Bytes_AndJoinToTheValue()
    {
        using var pair = DkimKeyPair.Rsa(4096);
        var strings = DkimKey.StringsOf(pair.Record);
        Assert.That(strings, Has.All.Length.LessThanOrEqualTo(255));
        Assert.That(string.Concat(strings), Is.EqualTo(pair.Record));
    }

    [Test]
    public void Selectors_OfADay_AreNeverUsedAgain()
    {
        var day = DateTimeOffset.Parse("2026-11-30T23:59:59Z", CultureInfo.InvariantCulture);
        var versions = new List<SecretVersion>();
        for (var number = 0; number < 30; number++)
        {
            versions.Add(VersionOf(Selectors.Next(day, versions, 1)[0]));
        }

        var selectors = versions.Select(version => version.PublicData["selector"]).ToArray();
        Assert.That(selectors, Is.Unique);
        Assert.That((selectors[0], selectors[25], selectors[26], selectors[29]), Is.EqualTo(("pm20261130a", "pm20261130z", "pm20261130aa", "pm20261130ad")));
        Assert.That(Selectors.Next(day.AddSeconds(2), versions, 2), Is.EqualTo(new[] { "pm20261201a", "pm20261201b" }));
    }

    [TestCase(new string[0], "pm1")]
    [TestCase(new[] { "current pm1" }, "pm2")]
    [TestCase(new[] { "retired pm1", "current pm2" }, "pm1")]
    [TestCase(new[] { "retiring pm1", "current pm2" }, null)]
    [TestCase(new[] { "revoked pm1" }, "pm2")]
    [TestCase(new[] { "current pm1", "abandoned pm2" }, "pm2")]
    public void Aliases_AreUsedInTurn_AndNeverWhileTheyLive(string[] versions, string? expected) => Assert.That(
        Selectors.NextAlias(versions.Select(version => VersionOf(version.Split(' ')[1], version.Split(' ')[0]))), Is.EqualTo(expected));

    private static SecretVersion VersionOf(string selector, string state = "retired") => new() { State = state, PublicDataJson = $$"""{"selector":"{{selector}}"}""" };
}
