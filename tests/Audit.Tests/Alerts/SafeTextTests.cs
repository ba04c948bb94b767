using NUnit.Framework;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Alerts;

[Category("Pure")]
internal sealed class SafeTextTests
{
    [TestCase("The key of tenant Bär was changed: SHA256:a/b+c=.", ExpectedResult = "The key of tenant Bär was changed: SHA256:a/b+c=.")]
    [TestCase("owner@acme.example", ExpectedResult = "owner@acme.example")]
    [TestCase("a\r\nb\u0000c\u001B[31md\u0085e", ExpectedResult = "a\uFFFD\uFFFDb\uFFFDc\uFFFD[31md\uFFFDe")]
    [TestCase("a\u202Egpj.exe\u2066\u200F\u200B\uFEFF", ExpectedResult = "a\uFFFDgpj.exe\uFFFD\uFFFD\uFFFD\uFFFD")]
    [TestCase("a\u2028b\u2029\uE000", ExpectedResult = "a\uFFFDb\uFFFD\uFFFD")]
    [TestCase("see https://evil.example/x and HTTP://evil", ExpectedResult = "see https[:]//evil.example/x and HTTP[:]//evil")]
    [TestCase("🐧", ExpectedResult = "🐧")]
    [TestCase("", ExpectedResult = "")]
    public string Of_Text_HasNothingThatMovesHidesOrLinks(string text) => SafeText.Of(text);

    [Test] // an attribute cannot hold it
    public void Of_HalfOfAPair_IsReplaced() => Assert.That(SafeText.Of("half \uD83D, whole \uD83D\uDC27"), Is.EqualTo("half \uFFFD, whole \uD83D\uDC27"));
}
