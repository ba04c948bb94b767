using System.Text;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>The form of keys, compared with an implementation of its description.</summary>
[Category("Pure")]
public sealed class ApiKeyFormatTests
{
    [Test]
    public void Create_AnyKey_HasTheDescribedForm()
    {
        var keyId = Guid.CreateVersion7();

        var keys = Enumerable.Range(0, 200).Select(_ => PlainTextApiKey.Create(keyId)).ToList();

        Assert.That(keys.Select(key => key.Text), Is.Unique);
        foreach (var key in keys)
        {
            var parts = key.Text.Split('_');
            Assert.That(parts, Has.Length.EqualTo(4));
            Assert.That(key.Text, Is.EqualTo(ApiKeyText.Of($"{keyId:N}", parts[2])));
            Assert.That(key.Text, Has.Length.EqualTo(PlainTextApiKey.Length));
            Assert.That(PlainTextApiKey.TryParse(key.Text, out var read) && read.KeyId == keyId && read.Text == key.Text, Is.True);
            Assert.That(key.ToString(), Does.Not.Contain(parts[2]));
        }

        // 256 random bits leave no place of the secret without every digit.
        Assert.That(keys.SelectMany(key => key.Text.Split('_')[2]).Distinct().Count(), Is.EqualTo(62));
    }

    [Test]
    public void Checksum_OfTheKnownVector_IsThatOfCrc32()
    {
        // The check value of CRC-32/ISO-HDLC is CBF43926 for "123456789".
        Assert.That(ApiKeyText.ChecksumOf("123456789"), Is.EqualTo("3jZRME"));
        Assert.That(Convert.ToUInt32("CBF43926", 16), Is.EqualTo("3jZRME".Aggregate(0UL, (value, digit) => (value * 62) + (ulong)"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".IndexOf(digit))));
    }

    [Test]
    public void TryParse_AnyOneCharacterChanged_IsNoKey()
    {
        var text = PlainTextApiKey.Create(Guid.CreateVersion7()).Text;
        for (var place = 0; place < text.Length; place++)
        {
            foreach (var other in "0aZ_-\n\u00e9")
            {
                var changed = new StringBuilder(text) { [place] = other }.ToString();
                if (changed != text)
                {
                    Assert.That(PlainTextApiKey.TryParse(changed, out _), Is.False, $"{place} {other}");
                }
            }
        }

        Assert.That(PlainTextApiKey.TryParse(text.AsSpan(..^1), out _), Is.False);
        Assert.That(PlainTextApiKey.TryParse(text + "A", out _), Is.False);
        Assert.That(PlainTextApiKey.TryParse("", out _), Is.False);
    }

    [Test]
    public void FindIn_Text_FindsKeysAndNothingElse()
    {
        var (one, other) = (PlainTextApiKey.Create(Guid.CreateVersion7()), PlainTextApiKey.Create(Guid.CreateVersion7()));

        var found = PlainTextApiKey.FindIn($"/x?pmk_=pmk_pmk_{one.Text}&b={other.Text}pmk_{other.Text[..^1]}");

        Assert.That(found.Select(key => key.Text), Is.EqualTo([one.Text, other.Text]));
        Assert.That(PlainTextApiKey.FindIn("/api/v1/tenant/api-keys?page=1"), Is.Empty);
        Assert.That(PlainTextApiKey.FindIn(string.Concat(Enumerable.Repeat("pmk_", 2_000))), Is.Empty);
    }

    [Test]
    public void Matches_Digest_IsThatOfTheWholeKey()
    {
        var key = PlainTextApiKey.Create(Guid.CreateVersion7());

        Assert.That(key.Matches(key.Digest()), Is.True);
        Assert.That(key.Matches(PlainTextApiKey.Create(key.KeyId).Digest()), Is.False);
        Assert.That(key.Matches(new byte[32]), Is.False);
        Assert.That(key.Matches([]), Is.False);
    }
}
