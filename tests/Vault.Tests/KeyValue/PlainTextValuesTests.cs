using System.Text;

namespace PenguinMails.Vault.Tests.KeyValue;

[Category("Pure")]
public sealed class PlainTextValuesTests
{
    [Test]
    public void Dispose_Always_ZeroesTheBuffers()
    {
        var values = new PlainTextValues { { "key", "material"u8 } };
        var buffer = values.Utf8("key");

        values.Dispose();

        Assert.That(buffer.ToArray(), Is.All.Zero);
        Assert.That(values.Count, Is.Zero);
    }

    [Test]
    public void ToString_OfEverythingThatHoldsMaterial_IsRedacted()
    {
        using var values = new PlainTextValues { { "key", "material" } };
        using var secret = new PlainTextSecret(values, 3, DateTimeOffset.UnixEpoch);
        using var bytes = new PlainTextBytes(Encoding.UTF8.GetBytes("material"));

        Assert.That($"{values} {secret} {bytes} {new WrappedToken("material", DateTimeOffset.UnixEpoch, "")}", Does.Not.Contain("material"));
    }

    [Test]
    public void Add_BytesThatAreNotText_Refuses()
    {
        using var values = new PlainTextValues();

        Assert.That(() => values.Add("key", [0xff, 0xfe]), Throws.ArgumentException);
    }

    [Test]
    public void HasSameValuesAs_AnyDifference_IsFalse()
    {
        using var values = new PlainTextValues { { "a", "1" }, { "b", "2" } };
        using var same = new PlainTextValues { { "b", "2" }, { "a", "1" } };
        using var otherValue = new PlainTextValues { { "a", "1" }, { "b", "3" } };
        using var otherName = new PlainTextValues { { "a", "1" }, { "c", "2" } };
        using var fewer = new PlainTextValues { { "a", "1" } };

        Assert.Multiple(() =>
        {
            Assert.That(values.HasSameValuesAs(same));
            Assert.That(values.HasSameValuesAs(otherValue), Is.False);
            Assert.That(values.HasSameValuesAs(otherName), Is.False);
            Assert.That(values.HasSameValuesAs(fewer), Is.False);
            Assert.That(fewer.HasSameValuesAs(values), Is.False);
        });
    }
}
