using PenguinMails.AppHost.Development;

namespace PenguinMails.Hosting.Tests.Development;

[NonParallelizable]
[Category("Pure")]
public sealed class LoopbackProxyTests
{
    private string? _before;

    [SetUp]
    public void Remember() => _before = Environment.GetEnvironmentVariable("NO_PROXY");

    [TearDown]
    public void Restore() => Environment.SetEnvironmentVariable("NO_PROXY", _before);

    [TestCase(null, "localhost,127.0.0.1,[::1]")]
    [TestCase("intranet.example,LOCALHOST", "intranet.example,LOCALHOST,127.0.0.1,[::1]")]
    public void Exempt_Environment_NamesLoopbackBesideWhatItNamed(string? present, string expected)
    {
        Environment.SetEnvironmentVariable("NO_PROXY", present);
        LoopbackProxy.Exempt();
        Assert.That(Environment.GetEnvironmentVariable("NO_PROXY"), Is.EqualTo(expected));
    }
}
