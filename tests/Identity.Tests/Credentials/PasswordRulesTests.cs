using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Tests.Credentials;

[Category("Pure")]
public sealed class PasswordRulesTests
{
    [TestCase("elevenchars", Description = "too short")]
    [TestCase("aaaaaaaaaaaaaaaa")]
    [TestCase("123456789012")]
    [TestCase("98765432109876")]
    [TestCase("abcabcabcabcabc")]
    [TestCase("abcdefghijkl")]
    [TestCase("password1234")]
    [TestCase("P@ssw0rd!2026")]
    [TestCase("passwordpassword")]
    [TestCase("Qwertyuiop123")]
    [TestCase("iloveyou123456")]
    [TestCase("Welcome2026!!")]
    [TestCase("penguinmails2026")]
    [TestCase("jane.doe.2026!")]
    [TestCase("JaneDoe123456")]
    public void Password_ThatAttackersTry_IsRefused(string password) =>
        Assert.That(PasswordRules.ProblemOf(password, "jane.doe@acme.example"), Is.Not.Null);

    [TestCase("correct horse battery staple")]
    [TestCase("penguin-dev-password")]
    [TestCase("kT7#vq9!Lm2x")]
    [TestCase("über allen Gipfeln ist Ruh")]
    [TestCase("jane likes violet submarines")]
    public void Password_ThatTheyDoNot_IsTaken(string password) =>
        Assert.That(PasswordRules.ProblemOf(password, "jane.doe@acme.example"), Is.Null);

    [TestCase("", "")]
    [TestCase("f", "MY")]
    [TestCase("foobar", "MZXW6YTBOI")]
    public void Base32_OfKnownTexts_IsThatOfRfc4648(string text, string expected)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);

        Assert.That(Base32.Encode(bytes), Is.EqualTo(expected));
        Assert.That(Base32.Decode(expected), Is.EqualTo(bytes));
    }
}
