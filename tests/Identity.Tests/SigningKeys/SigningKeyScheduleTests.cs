using System.Security.Cryptography;
using PenguinMails.Identity.SigningKeys;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.SigningKeys;

[Category("Pure")]
public sealed class SigningKeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [TestCase(0, "1", "1", Description = "the first key signs at once")]
    [TestCase(60, "1", "1")]
    [TestCase(30 * 1440, "1", "1 2", Description = "the second is only published")]
    [TestCase((30 * 1440) + 9, "1", "1 2")]
    [TestCase((30 * 1440) + 10, "2", "1 2", Description = "it signs; tokens of the first are valid yet")]
    [TestCase((30 * 1440) + 10 + 64, "2", "1 2")]
    [TestCase((30 * 1440) + 10 + 65, "2", "2", Description = "the last token of the first has expired")]
    public void Keys_ByTheirAge_SignAndAreVerified(int minutes, string signs, string published)
    {
        var now = Start.AddMinutes(minutes);
        SigningKey[] keys = [.. new[] { Key(1, Start), Key(2, Start.AddDays(30)) }.Where(key => key.CreatedAt <= now)];

        Assert.That($"{SigningKeySchedule.Active(keys, now).Version}", Is.EqualTo(signs));
        Assert.That(string.Join(' ', SigningKeySchedule.Published(keys, now).Select(key => key.Version)), Is.EqualTo(published));
    }

    [Test]
    public void Keys_WhoseOldestWereWithdrawn_SignWithTheOldestThatIsLeft()
    {
        var now = Start.AddMinutes(1);
        SigningKey[] keys = [Key(7, Start)];

        Assert.That(SigningKeySchedule.Active(keys, now).Version, Is.EqualTo(7));
        Assert.That(SigningKeySchedule.Published(keys, now), Is.EqualTo(keys));
    }

    [Test]
    public void Keys_OfAVaultWhoseClockIsAhead_StillSign()
    {
        SigningKey[] keys = [Key(1, Start.AddMinutes(3))];

        Assert.That(SigningKeySchedule.Active(keys, Start), Is.EqualTo(keys[0]));
        Assert.That(SigningKeySchedule.IsRotationDue(keys, TimeSpan.FromDays(30), Start), Is.False);
    }

    [TestCase(29.99, false)]
    [TestCase(30, true)]
    public void Rotation_ByTheAgeOfTheNewestKey_IsDue(double days, bool isDue)
    {
        SigningKey[] keys = [Key(1, Start.AddDays(-40)), Key(2, Start)];

        Assert.That(SigningKeySchedule.IsRotationDue(keys, TimeSpan.FromDays(30), Start.AddDays(days)), Is.EqualTo(isDue));
    }

    private static SigningKey Key(int version, DateTimeOffset createdAt)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var published = PublishedKey.Of(key);
        return new SigningKey(version, createdAt, published, published.ToSecurityKey());
    }
}
