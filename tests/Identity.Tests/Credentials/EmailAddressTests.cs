using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Tests.Credentials;

[Category("Pure")]
public sealed class EmailAddressTests
{
    [TestCase("owner@acme.example", ExpectedResult = true)]
    [TestCase("o'neil+tag=1/x{y}@acme.example", ExpectedResult = true)]
    [TestCase("jürgen@bücher.example", ExpectedResult = true)]
    [TestCase("用户@例子.example", ExpectedResult = true)]
    [TestCase("a\u0308@b.example", ExpectedResult = true)]
    [TestCase("https://evil.example/@b.example", ExpectedResult = false)]
    [TestCase("<script>@b.example", ExpectedResult = false)]
    [TestCase("a\"b@c.example", ExpectedResult = false)]
    [TestCase("a\u202Eb@c.example", ExpectedResult = false)]
    [TestCase("a\u200Bb@c.example", ExpectedResult = false)]
    [TestCase("a\u2028b@c.example", ExpectedResult = false)]
    [TestCase("a\u001Bb@c.example", ExpectedResult = false)]
    [TestCase("\uE000@b.example", ExpectedResult = false)]
    [TestCase("🐧@b.example", ExpectedResult = false)]
    [TestCase("a,b@c.example", ExpectedResult = false)]
    [TestCase("@b.example", ExpectedResult = false)]
    [TestCase("a@", ExpectedResult = false)]
    public bool IsPlausible_Text_HasOnlyWhatAnAddressCanHold(string email) => EmailAddress.IsPlausible(email);
}
