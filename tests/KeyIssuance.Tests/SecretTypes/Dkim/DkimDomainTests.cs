using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

[Category("Pure")]
public sealed class DkimDomainTests
{
    private static readonly string LongLabel = new('a', 63);

    [TestCase("acme.example", "acme.example")]
    [TestCase("Acme.EXAMPLE.", "acme.example", Description = "capital letters, a dot at the end")]
    [TestCase("bücher.example", "xn--bcher-kva.example", Description = "IDN")]
    [TestCase("BÜCHER.example", "xn--bcher-kva.example")]
    [TestCase("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [TestCase("a-b.c1.example", "a-b.c1.example")]
    public void Read_Domain_IsWrittenOneWay(string text, string expected) => Assert.That(DkimDomain.Read(text, out _), Is.EqualTo(expected));

    [TestCase("", "such as example.com")]
    [TestCase(null, "such as example.com")]
    [TestCase("*.acme.example", "no meaning")]
    [TestCase("acme", "have a dot")]
    [TestCase("acme..example", "empty part")]
    [TestCase("acme.example..", "empty part")]
    [TestCase(".acme.example", "empty part")]
    [TestCase("-acme.example", "inner hyphens")]
    [TestCase("acme_1.example", "inner hyphens")]
    [TestCase("acme.example\nnext", "inner hyphens")]
    [TestCase("acme.example; rm -rf /", "inner hyphens")]
    [TestCase("$(id).example", "inner hyphens")]
    [TestCase("acme.example/../other", "empty part")]
    [TestCase("acme.example/other", "inner hyphens")]
    [TestCase("acme example.com", "inner hyphens")]
    [TestCase("192.0.2.1", "not an address")]
    [TestCase("acme.staged", ".staged")]
    [TestCase("xn--zz--zz.example", "inner hyphens")]
    public void Read_NoDomain_SaysWhatIsWrong(string? text, string problem)
    {
        Assert.That(DkimDomain.Read(text, out var said), Is.Null);
        Assert.That(said, Does.Contain(problem));
    }

    [Test]
    public void Read_LongLabels_AreTakenUpToTheLimitOfDns()
    {
        Assert.That(DkimDomain.Read($"{LongLabel}.example", out _), Is.EqualTo($"{LongLabel}.example"));
        Assert.That(DkimDomain.Read($"{LongLabel}a.example", out var label), Is.Null);
        Assert.That(label, Does.Contain("63"));
        Assert.That(DkimDomain.Read($"{LongLabel}.{LongLabel}.{LongLabel}.example", out var whole), Is.Null);
        Assert.That(whole, Does.Contain("128"));
    }
}
