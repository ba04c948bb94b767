using NUnit.Framework;

namespace PenguinMails.LocalComponents.Tests.SignIn;

[Category("Pure")]
public sealed class TotpTests
{
    // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1111111111, "050471")]
    [TestCase(1234567890, "005924")]
    [TestCase(2000000000, "279037")]
    [TestCase(20000000000, "353130")]
    public void Code_OfTheStandardsExamples_IsTheirs(long seconds, string expected) =>
        Assert.That(
            Totp.Code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(seconds)),
            Is.EqualTo(expected));

    [Test]
    public void Code_SecretThatIsNotBase32_IsRefused() =>
        Assert.That(() => Totp.CodeOfStep("not base32!", 1), Throws.InstanceOf<FormatException>());
}
