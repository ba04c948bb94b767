using System.Text;
using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Tests.Credentials;

[Category("Pure")]
public sealed class TotpTests
{
    private static readonly byte[] RfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1111111111, "050471")]
    [TestCase(1234567890, "005924")]
    [TestCase(2000000000, "279037")]
    [TestCase(20000000000, "353130")]
    public void Code_OfTheRfcsTimes_IsTheRfcs(long seconds, string code) =>
        Assert.That(Totp.Code(RfcSecret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))), Is.EqualTo(code));

    [TestCase(-2, false)]
    [TestCase(-1, true)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    public void MatchingStep_AroundNow_ToleratesOneStepEitherWay(int offset, bool accepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepAt(now) + offset;

        Assert.That(Totp.MatchingStep(RfcSecret, Totp.Code(RfcSecret, step), now), Is.EqualTo(accepted ? step : (long?)null));
    }

    [TestCase("")]
    [TestCase("00592")]
    [TestCase("0059240")]
    [TestCase(" 05924")]
    [TestCase("٠٠٥٩٢٤")]
    public void MatchingStep_OfWhatIsNoCode_IsNone(string code) =>
        Assert.That(Totp.MatchingStep(RfcSecret, code, DateTimeOffset.FromUnixTimeSeconds(1234567890)), Is.Null);

    [TestCase("MY", "f")]
    [TestCase("MZXW6YTB", "fooba")]
    [TestCase("MZXW6YTBOI", "foobar")]
    [TestCase("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "12345678901234567890")]
    public void Base32_OfTheRfcsTexts_Decodes(string text, string expected) =>
        Assert.That(Encoding.ASCII.GetString(Base32.Decode(text)), Is.EqualTo(expected));

    [TestCase("my")]
    [TestCase("M1")]
    [TestCase("MY======")]
    public void Base32_OfAnythingElse_IsRefused(string text) => Assert.That(() => Base32.Decode(text), Throws.TypeOf<FormatException>());
}
