using System.Security.Cryptography;
using PenguinMails.DevVault.Seal;

namespace PenguinMails.DevVault.Tests.Seal;

[Category("Pure")]
internal sealed class ShamirTests
{
    [TestCase(2, 2)]
    [TestCase(5, 3)]
    [TestCase(255, 10)]
    public void Combine_AnyThresholdOfShares_GivesTheSecret(int shares, int threshold)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var split = Shamir.Split(secret, shares, threshold);

        for (var round = 0; round < 5; round++)
        {
            RandomNumberGenerator.Shuffle<byte[]>(split);
            Assert.That(Shamir.Combine(split[..threshold]), Is.EqualTo(secret));
        }
    }

    [Test]
    public void Combine_OneShareTooFew_GivesSomethingElse()
    {
        var secret = RandomNumberGenerator.GetBytes(32);

        Assert.That(Shamir.Combine(Shamir.Split(secret, 5, 3)[..2]), Is.Not.EqualTo(secret));
    }

    [Test]
    public void Divide_AllPairs_UndoesMultiply()
    {
        for (var left = 0; left < 256; left++)
        {
            for (var right = 1; right < 256; right++)
            {
                var product = GaloisField.Multiply((byte)left, (byte)right);
                Assert.That(GaloisField.Divide(product, (byte)right), Is.EqualTo((byte)left));
            }
        }
    }

    /// <summary>Worked example of FIPS 197, section 4.2.</summary>
    [Test]
    public void Multiply_ExampleOfTheStandard_GivesItsProduct() => Assert.That(GaloisField.Multiply(0x57, 0x83), Is.EqualTo(0xC1));
}
